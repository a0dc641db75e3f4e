// The `orchestrator` program.
#include <malloc.h>

#include <csignal>

#include "command_line.h"

namespace {

/// A run needs some large lists for some milliseconds. Given and taken back by the system one by one, each would cost page faults and stop the
/// other threads; from one heap that grows in large steps they cost next to nothing.
void prefer_one_heap() {
#ifdef __GLIBC__
  ::mallopt(M_MMAP_THRESHOLD, 32 << 20);
  ::mallopt(M_TRIM_THRESHOLD, 256 << 20);
  ::mallopt(M_TOP_PAD, 8 << 20);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  prefer_one_heap();
  std::signal(SIGPIPE, SIG_IGN);  // a closed stdout becomes an error of write(), with a message
  return run_command_line(argc, argv, {});
}
