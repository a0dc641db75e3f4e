#include "orchestrator/engine/worker_processes.h"

#include <poll.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <utility>

#include "orchestrator/base/parallel_for.h"
#include "orchestrator/engine/running_clock.h"
#include "orchestrator/engine/worker_board.h"
#include "orchestrator/engine/worker_channel.h"
#include "orchestrator/engine/worker_child.h"
#include "orchestrator/engine/worker_errors.h"
#include "orchestrator/engine/worker_process.h"

namespace orchestrator {
namespace {

constexpr int kLookEveryMs = 50;
constexpr double kGraceForErrorS = 1;  ///< from the signal that a limit is exceeded to the end of the worker
constexpr double kGraceForEndS = 2;    ///< from the last job to the end of the worker

/// One worker, and the job it is on.
struct Worker {
  std::unique_ptr<WorkerProcess> process;
  JobPosition* position = nullptr;
  AnswerInbox inbox;
  bool busy = false;
  std::size_t turn = 0;            ///< the job's place in the order
  std::uint64_t bars_counted = 0;  ///< of the job, in the run's progress
  double job_began = 0;            ///< on the run's clock, s
  double call_began = 0;
  std::uint64_t call = 0;  ///< the one that began then
  TimeLimit exceeded = TimeLimit::kNone;
  double end_at = 0;  ///< where a limit is exceeded

  /// The answer is complete. Throws `bad_worker_message`.
  bool receive() { return inbox.receive(process->channel()); }
};

class Blocking {
 public:
  explicit Blocking(ProcessHost& host) : host_(host) { host_.before_blocking(); }
  ~Blocking() { host_.after_blocking(); }
  Blocking(const Blocking&) = delete;
  Blocking& operator=(const Blocking&) = delete;

 private:
  ProcessHost& host_;
};

void nap() { ::poll(nullptr, 0, 1); }

class ProcessPhase {
 public:
  ProcessPhase(std::vector<Job>& jobs, const std::vector<std::size_t>& order, const JobContext& context, RunWatch& watch)
      : jobs_(jobs),
        order_(order),
        context_(context),
        settings_(context.settings),
        watch_(watch),
        host_(settings_.host ? *settings_.host : nobody_),
        board_(std::min(settings_.workers, order.size())),
        limit_(order.size()) {}

  void run() {
    start(std::min(settings_.workers, order_.size()));
    hand_out();
    while (some_busy()) {
      wait();
      clock_.look();
      for (Worker& worker : workers_) {
        if (worker.busy) attend(worker);
      }
      watch_.pause();
      hand_out();
    }
    dismiss();
    run_here();
    failure_.rethrow();
  }

 private:
  Job& job_of(const Worker& worker) { return jobs_[order_[worker.turn]]; }

  void start(std::size_t count) {
    workers_.reserve(count);  // children look at those before them
    for (std::size_t k = 0; k < count; ++k) {
      JobPosition& position = board_[k];
      auto process = std::make_unique<WorkerProcess>(host_, [&](const FileDescriptor& channel) {
        for (Worker& other : workers_) other.process->channel().close();
        serve_jobs(channel, jobs_, context_, position);
      });
      Worker& worker = workers_.emplace_back();
      worker.process = std::move(process);
      worker.position = &position;
    }
  }

  bool some_busy() const {
    return std::any_of(workers_.begin(), workers_.end(), [](const Worker& worker) { return worker.busy; });
  }

  /// Jobs to whoever has none; to those for whom none is left, that they may go.
  void hand_out() {
    for (Worker& worker : workers_) {
      if (worker.busy) continue;
      if (next_ >= limit_) {
        worker.process->say_no_more();
        continue;
      }
      begin(worker, next_++);
    }
  }

  void begin(Worker& worker, std::size_t turn) {
    worker.busy = true;
    worker.turn = turn;
    worker.bars_counted = 0;
    worker.job_began = worker.call_began = clock_.look();
    worker.call = worker.position->calls.load(std::memory_order_relaxed);
    worker.inbox.expect(order_[turn], job_of(worker));
    send_job(worker.process->channel(), order_[turn]);
  }

  void wait() {
    channels_.clear();
    for (Worker& worker : workers_) {
      if (worker.busy) channels_.push_back({worker.process->channel().number(), POLLIN, 0});
    }
    const Blocking blocking(host_);
    ::poll(channels_.data(), channels_.size(), kLookEveryMs);
  }

  void attend(Worker& worker) {
    const bool ended = worker.process->end().has_value();  // looked at first: then all that it sent is there
    try {
      if (worker.receive()) return settle(worker, worker.inbox.take());
    } catch (const Error& error) {
      worker.process->send_signal(SIGKILL);
      return fail(worker, strategy_error(error.code(), error.message(), place_of(worker), error.hint()));
    }
    if (ended || worker.inbox.closed()) return lose(worker);
    count(worker, bar_of(worker).value_or(0));
    look_at_limits(worker);
  }

  void settle(Worker& worker, WorkerAnswer answer) {
    if (worker.exceeded != TimeLimit::kNone) return fail(worker, limit_error(worker, std::get_if<Error>(&answer)));
    if (const auto* const error = std::get_if<Error>(&answer)) return fail(worker, *error);
    worker.busy = false;
    if (auto* const done = std::get_if<JobProposals>(&answer)) {
      job_of(worker).proposals = std::move(done->proposals);
      job_of(worker).strategy_errors = done->strategy_errors;
      count(worker, job_of(worker).size());
    } else {
      left_.push_back({worker.turn, worker.bars_counted});
    }
  }

  /// The worker ends, or will not answer any more.
  void lose(Worker& worker) {
    const Blocking blocking(host_);
    const double latest = clock_.look() + kGraceForErrorS;
    while (!worker.process->end() && clock_.look() < latest) nap();  // its channel is closed a moment before its end can be seen
    const auto end = worker.process->end();
    worker.process->send_signal(SIGKILL);
    if (worker.exceeded != TimeLimit::kNone) return fail(worker, limit_error(worker, nullptr));
    fail(worker, worker_died(settings_.strategy_name, end, place_of(worker)));
  }

  /// Later jobs do not matter any more; earlier ones may yet fail themselves.
  void fail(Worker& worker, const Error& error) {
    worker.busy = false;
    failure_.keep(worker.turn, std::make_exception_ptr(error));
    limit_ = std::min(limit_, worker.turn);
    for (Worker& other : workers_) {
      if (!other.busy || other.turn < limit_) continue;
      other.process->send_signal(SIGKILL);
      other.busy = false;
    }
  }

  /// `told`: what the worker itself had to say, if anything.
  Error limit_error(const Worker& worker, const Error* told) {
    if (told && told->code() == "time_limit") return *told;
    Error error = time_limit_error(worker.exceeded, settings_, place_of(worker));
    if (!told) return error;
    return std::move(error).with_details(told->details().empty() ? told->message() : told->details());
  }

  void look_at_limits(Worker& worker) {
    const double now = clock_.look();
    if (worker.exceeded != TimeLimit::kNone) {
      if (now > worker.end_at) worker.process->send_signal(SIGKILL);
      return;
    }
    const auto over = [&](const std::optional<double>& limit, double since) { return limit && now - since > *limit; };
    const std::uint64_t call = worker.position->calls.load(std::memory_order_relaxed);
    if (worker.call != call) worker.call_began = now;
    worker.call = call;
    if (worker.position->step.load(std::memory_order_relaxed) != JobPosition::Step::kDeciding) worker.call_began = now;
    if (over(settings_.time_limits.job_s, worker.job_began)) return exceed(worker, TimeLimit::kJob, now);
    if (over(settings_.time_limits.decide_s, worker.call_began)) exceed(worker, TimeLimit::kDecide, now);
  }

  /// Once told, the worker may still say where it was.
  void exceed(Worker& worker, TimeLimit limit, double now) {
    worker.exceeded = limit;
    worker.end_at = now + kGraceForErrorS;
    worker.position->exceeded.store(limit, std::memory_order_relaxed);
    worker.process->send_signal(SIGUSR1);
  }

  /// Brings the run's progress to that many bars of the worker's job.
  void count(Worker& worker, std::uint64_t bars) {
    if (bars <= worker.bars_counted) return;
    watch_.progress.advance(bars - worker.bars_counted);
    worker.bars_counted = bars;
  }

  /// The bar that the worker is at, if that is to be believed.
  std::optional<std::size_t> bar_of(const Worker& worker) {
    const std::uint64_t bar = worker.position->bar.load(std::memory_order_relaxed);
    if (worker.position->job.load(std::memory_order_relaxed) != order_[worker.turn] || bar >= job_of(worker).size()) return std::nullopt;
    return static_cast<std::size_t>(bar);
  }
  std::string place_of(const Worker& worker) { return orchestrator::place_of(job_of(worker), bar_of(worker), context_); }

  void dismiss() {
    const Blocking blocking(host_);
    const double latest = clock_.look() + kGraceForEndS;
    const auto lives = [](const Worker& worker) { return !worker.process->end(); };
    while (std::any_of(workers_.begin(), workers_.end(), lives) && clock_.look() < latest) nap();
    workers_.clear();
  }

  /// What could not travel, in order, up to the first failure.
  void run_here() {
    std::sort(left_.begin(), left_.end(), [](const Left& a, const Left& b) { return a.turn < b.turn; });
    for (const Left& left : left_) {
      if (left.turn >= limit_) return;
      try {
        [[maybe_unused]] const bool done = run_job(jobs_, order_[left.turn], context_, {watch_, watch_.position, false, left.bars_counted});
      } catch (...) {
        failure_.keep(left.turn, std::current_exception());
        return;
      }
    }
  }

  /// A job that a worker gave up.
  struct Left {
    std::size_t turn;
    std::uint64_t bars_counted;
  };

  std::vector<Job>& jobs_;
  const std::vector<std::size_t>& order_;
  const JobContext& context_;
  const ProposalPhaseSettings& settings_;
  RunWatch& watch_;
  ProcessHost nobody_;
  ProcessHost& host_;
  WorkerBoard board_;
  std::vector<Worker> workers_;
  std::vector<pollfd> channels_;
  RunningClock clock_;
  std::size_t next_ = 0;
  std::size_t limit_;  ///< turns from here on are not wanted: something before them has failed
  std::vector<Left> left_;
  FirstFailure failure_;
};

}  // namespace

void run_in_processes(std::vector<Job>& jobs, const std::vector<std::size_t>& order, const JobContext& context, RunWatch& watch) {
  ProcessPhase(jobs, order, context, watch).run();
}

}  // namespace orchestrator
