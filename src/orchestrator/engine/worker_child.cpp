#include "orchestrator/engine/worker_child.h"

#include <new>

#include "orchestrator/engine/worker_channel.h"

namespace orchestrator {
namespace {

/// What the command says of the same exceptions.
Error as_error(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error)) return internal_error("out_of_memory", "there is not enough memory for this run");
  return internal_error("unexpected", error.what(), "", "this is a defect of the engine: please report it");
}

WireBytes answer_for(std::vector<Job>& jobs, std::size_t number, const JobContext& context, JobPosition& position) {
  RunWatch nobody;  // who watches the run does so in its own process
  JobWatch watch{nobody, &position};
  watch.travels = true;
  try {
    if (!run_job(jobs, number, context, watch)) return encode_cannot_travel(number);
    return encode_proposals(number, jobs[number]);
  } catch (const Error& error) {
    return encode_error(number, error);
  } catch (const std::exception& error) {
    return encode_error(number, as_error(error));
  }
}

}  // namespace

void serve_jobs(const FileDescriptor& channel, std::vector<Job>& jobs, const JobContext& context, JobPosition& position) {
  while (const auto number = receive_job(channel)) {
    Job& job = jobs.at(*number);
    if (!send_answer(channel, answer_for(jobs, *number, context, position))) return;
    job.proposals = ProposalLog(job.bars);
  }
}

}  // namespace orchestrator
