#include "orchestrator/engine/worker_board.h"

#include <sys/mman.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include "orchestrator/base/error.h"

namespace orchestrator {

WorkerBoard::WorkerBoard(std::size_t workers) : bytes_(workers * sizeof(JobPosition)) {
  void* const memory = ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    throw internal_error("worker_not_started", std::string("no memory to share with worker processes: ") + std::strerror(errno));
  }
  positions_ = static_cast<JobPosition*>(memory);
  std::uninitialized_default_construct_n(positions_, workers);
}

WorkerBoard::~WorkerBoard() { ::munmap(positions_, bytes_); }

}  // namespace orchestrator
