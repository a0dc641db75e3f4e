// The binary form in which a worker process answers for a job. Its reader trusts nothing: the worker's memory may have been overwritten by code of a user's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "orchestrator/base/error.h"
#include "orchestrator/engine/job.h"

namespace orchestrator {

/// What a job came to.
struct JobProposals {
  ProposalLog proposals;
  std::uint64_t strategy_errors = 0;
};
/// The worker gave up: the job must be run where its proposals are needed.
struct JobCannotTravel {};
using WorkerAnswer = std::variant<JobProposals, Error, JobCannotTravel>;

/// Comes before an answer's `bytes` of content.
struct WireHeader {
  std::uint32_t magic = 0;
  std::uint32_t kind = 0;
  std::uint64_t job = 0;
  std::uint64_t bytes = 0;
};

using WireBytes = std::vector<std::byte>;

/// Whole messages: header and content. `job` is the job's number. A job whose answer would be longer than `longest_answer` cannot travel.
WireBytes encode_proposals(std::uint64_t job_number, const Job& job);
WireBytes encode_error(std::uint64_t job_number, const Error& error);
WireBytes encode_cannot_travel(std::uint64_t job_number);

/// Bytes of content that a job's answer may have: more than any that makes sense.
std::uint64_t longest_answer(const Job& job);

/// Throws the strategy error `bad_worker_message` for a header that does not begin an answer for the job.
WireHeader decode_header(std::span<const std::byte> bytes, std::uint64_t job_number, const Job& job);
/// The answer itself, from the bytes after its header. Prices, bars and symbols are the job's afterwards, whatever the bytes say; closes are looked up in the
/// job's own bars. Throws `bad_worker_message` for bytes that are no answer.
WorkerAnswer decode_answer(const WireHeader& header, std::span<const std::byte> content, const Job& job);

}  // namespace orchestrator
