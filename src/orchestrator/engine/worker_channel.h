// What a run and its worker processes say to each other: a job's number one way, an answer the other.
#pragma once

#include <cstdint>
#include <optional>

#include "orchestrator/base/file_descriptor.h"
#include "orchestrator/engine/proposal_wire.h"

namespace orchestrator {

/// The run's side: asks for a job without waiting. Whether somebody listens shows in whether an answer comes.
void send_job(const FileDescriptor& channel, std::uint64_t job_number);

/// The worker's side: waits for a job; nullopt: there are no more.
std::optional<std::uint64_t> receive_job(const FileDescriptor& channel);
/// False: nobody listens any more.
bool send_answer(const FileDescriptor& channel, const WireBytes& answer);

/// The run's side: an answer as it comes in, piece by piece.
class AnswerInbox {
 public:
  /// Begins anew, for an answer about that job.
  void expect(std::uint64_t job_number, const Job& job);
  /// Takes what has come, without waiting. True: the answer is complete. Throws `bad_worker_message` as soon as it cannot become one.
  bool receive(const FileDescriptor& channel);
  /// The worker has closed its end.
  bool closed() const { return closed_; }
  /// The complete answer. Throws `bad_worker_message`.
  WorkerAnswer take();

 private:
  void look_at_header();
  bool complete() const { return header_ && bytes_.size() == sizeof(WireHeader) + header_->bytes; }

  std::uint64_t job_number_ = 0;
  const Job* job_ = nullptr;
  WireBytes bytes_;
  WireBytes piece_ = WireBytes(std::size_t{64} << 10);  ///< where bytes arrive
  std::optional<WireHeader> header_;
  bool closed_ = false;
};

}  // namespace orchestrator
