#include "orchestrator/engine/worker_channel.h"

#include <sys/socket.h>

#include <cerrno>

#include "orchestrator/engine/wire_bytes.h"

namespace orchestrator {

void send_job(const FileDescriptor& channel, std::uint64_t job_number) {
  // The channel is empty, so that a few bytes always find room. A worker that has died shows soon enough.
  [[maybe_unused]] const ssize_t sent = ::send(channel.number(), &job_number, sizeof job_number, MSG_NOSIGNAL | MSG_DONTWAIT);
}

std::optional<std::uint64_t> receive_job(const FileDescriptor& channel) {
  std::uint64_t job_number = 0;
  ssize_t got = 0;
  do {
    got = ::recv(channel.number(), &job_number, sizeof job_number, MSG_WAITALL);
  } while (got < 0 && errno == EINTR);
  if (got != sizeof job_number) return std::nullopt;
  return job_number;
}

bool send_answer(const FileDescriptor& channel, const WireBytes& answer) {
  for (std::span<const std::byte> rest = answer; !rest.empty();) {
    const ssize_t sent = ::send(channel.number(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EINTR) return false;
    if (sent > 0) rest = rest.subspan(static_cast<std::size_t>(sent));
  }
  return true;
}

void AnswerInbox::expect(std::uint64_t job_number, const Job& job) {
  job_number_ = job_number;
  job_ = &job;
  bytes_.clear();
  header_.reset();
}

bool AnswerInbox::receive(const FileDescriptor& channel) {
  constexpr int kPieces = 64;  // then others have their turn
  for (int k = 0; k < kPieces; ++k) {
    const ssize_t got = ::recv(channel.number(), piece_.data(), piece_.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) break;
    closed_ = got <= 0;
    if (closed_) break;
    bytes_.insert(bytes_.end(), piece_.begin(), piece_.begin() + got);
    look_at_header();
  }
  return complete();
}

void AnswerInbox::look_at_header() {
  if (!header_ && bytes_.size() >= sizeof(WireHeader)) header_ = decode_header(bytes_, job_number_, *job_);
  if (header_ && bytes_.size() > sizeof(WireHeader) + header_->bytes) throw bad_worker_message("there is more than was announced");
}

WorkerAnswer AnswerInbox::take() {
  const WireBytes bytes = std::move(bytes_);
  bytes_.clear();
  return decode_answer(*header_, std::span(bytes).subspan(sizeof(WireHeader)), *job_);
}

}  // namespace orchestrator
