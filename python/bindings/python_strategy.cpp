#include "python_strategy.h"

#include <fmt/format.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cmath>
#include <optional>

#include "call_watch.h"
#include "decision_reader.h"
#include "python_errors.h"
#include "python_values.h"
#include "vectorised_decisions.h"
#include "window.h"

namespace orchestrator::python {
namespace {

nb::object ratio_or_none(double ratio) { return std::isnan(ratio) ? nb::none() : nb::object(nb::float_(ratio)); }

nb::str interval_name(Interval interval) { return nb::str(interval.name().data(), interval.name().size()); }

/// What is asked of the instance once, by the package's own description of a strategy class.
struct Shape {
  explicit Shape(const nb::object& instance) {
    const nb::object shape = nb::module_::import_("strategyOrchestrator._strategy_shape").attr("shape_of")(instance);
    decide_keywords = nb::cast<std::vector<std::string>>(shape.attr("decide_keywords"));
    wants_arrays = nb::cast<bool>(shape.attr("wants_arrays"));
    has_decide = nb::cast<bool>(shape.attr("has_decide"));
    has_decide_all = nb::cast<bool>(shape.attr("has_decide_all"));
    aggregates = nb::cast<bool>(shape.attr("aggregates"));
    fits = nb::cast<bool>(shape.attr("fits"));
  }
  std::vector<std::string> decide_keywords;  ///< of tp_ratio, sl_ratio and symbol, those that `decide` takes
  bool wants_arrays = false;
  bool has_decide = false, has_decide_all = false;
  bool aggregates = false, fits = false;
};

class PythonStrategy final : public BaseStrategy {
 private:
  /// User code that is no decision on a bar: what it raises names the method.
  template <typename Code>
  auto call(const char* method, Code&& code) const {
    try {
      return std::forward<Code>(code)();
    } catch (nb::python_error& raised) {
      const Error error = error_of(raised, "strategy_failed", "/strategy");
      if (error.kind() == ErrorKind::kInterrupted) throw error;
      throw strategy_error("strategy_failed", fmt::format("{}.{} failed: {}", name(), method, error.message()), error.where(), error.hint())
          .with_details(error.details());
    } catch (const nb::cast_error&) {
      throw strategy_error("strategy_failed", fmt::format("{}.{} returned something else than it should", name(), method), "/strategy");
    }
  }

 public:
  explicit PythonStrategy(nb::object instance) : instance_(std::move(instance)), shape_(instance_) {
    if (shape_.has_decide) decide_ = instance_.attr("decide");
  }

  std::string name() const override { return nb::cast<std::string>(instance_.type().attr("__name__")); }
  bool needs_processes() const override { return true; }

  std::size_t get_required_lookback(Interval interval) const override {
    return call("get_required_lookback", [&] {
      const nb::object answer = describe("lookback_of", interval);
      const auto bars = nb::cast<std::int64_t>(answer);
      if (bars < 0 || bars > 100'000'000)
        throw strategy_error("bad_lookback", fmt::format("get_required_lookback returned {}", bars), "/strategy",
                             "return a number of bars >= 1");
      return static_cast<std::size_t>(bars);
    });
  }

  std::vector<IndicatorRequest> required_indicators(Interval interval) const override {
    return call("required_indicators", [&] {
      std::vector<IndicatorRequest> requests;
      for (nb::handle one : describe("indicators_of", interval)) {
        const nb::tuple parts = nb::cast<nb::tuple>(one);
        requests.push_back({nb::cast<std::string>(parts[0]), nb::cast<std::vector<double>>(parts[1])});
      }
      return requests;
    });
  }

  std::vector<WorkUnit> work_units(const std::vector<std::string>& symbols) const override {
    return call("work_units", [&] {
      std::vector<WorkUnit> units;
      for (nb::handle unit : describe("work_units_of", symbols)) units.push_back({nb::cast<std::vector<std::string>>(unit)});
      return units;
    });
  }

  std::vector<std::string> filter_symbols(const std::vector<std::string>& symbols) const override {
    return call("filter_symbols", [&] { return nb::cast<std::vector<std::string>>(describe("filtered_symbols_of", symbols)); });
  }

  void set_params(const Params& params) override {
    BaseStrategy::set_params(params);
    call("set_params", [&] { instance_.attr("set_params")(**to_python(params)); });
  }

  void reset() override {
    window_.reset();
    vectorised_.reset();
    CallWatch::job_begins();
    call("reset", [&] { instance_.attr("reset")(); });
  }

  void fit(const BarView& warm_up) override {
    if (!shape_.fits) return;
    call("fit", [&] { instance_.attr("fit")(make_whole_frame(warm_up.job(), warm_up.bar() + 1)); });
  }

  Decision decide(const BarView& bars) override {
    if (!shape_.has_decide) return vectorised(bars.job()).decision(bars.bar());
    const nb::object answer = ask(bars);
    if (answer.is_none()) return {};
    if (!PyList_Check(answer.ptr()) && !PyTuple_Check(answer.ptr())) return reader_.read(answer, bars.job());
    std::vector<Decision> several = reader_.read_all(answer, bars.job());
    if (several.size() > 1) throw strategy_error("bad_decision", "several decisions for one symbol", "", "return one");
    return several.empty() ? Decision{} : std::move(several.front());
  }

  std::vector<Decision> decide_basket(const BarView& bars) override {
    if (!shape_.has_decide) return {vectorised(bars.job()).decision(bars.bar())};
    return reader_.read_all(ask(bars), bars.job());
  }

  std::vector<Decision> aggregate_signals(std::vector<Decision> decisions) override {
    if (!shape_.aggregates || !job_) return decisions;
    return call("aggregate_signals",
                [&] { return reader_.read_all(instance_.attr("aggregate_signals")(reader_.to_python(decisions, *job_)), *job_); });
  }

  bool has_decide_range() const override { return shape_.has_decide_all && !shape_.aggregates; }
  void decide_range(const JobBars& job, std::size_t begin, std::size_t end, DecisionSink& sink) override {
    const VectorisedDecisions& all = vectorised(job);
    for (std::size_t bar = begin; bar < end; ++bar) {
      if (all.has_signal(bar)) sink.emit(bar, all.decision(bar));
    }
  }

 private:
  nb::object describe(const char* function, Interval interval) const {
    return nb::module_::import_("strategyOrchestrator._strategy_shape").attr(function)(instance_, interval_name(interval));
  }
  nb::object describe(const char* function, const std::vector<std::string>& symbols) const {
    return nb::module_::import_("strategyOrchestrator._strategy_shape").attr(function)(instance_, symbols);
  }

  /// The answer of the user's `decide` for a bar.
  nb::object ask(const BarView& bars) {
    if (job_ != &bars.job() || !window_ || shown_ != first_close(bars.job())) start(bars.job());
    const CallWatch::Call watched(CallWatch::Kind::kDecide);
    try {
      const nb::object window = window_->at(bars.bar());
      arguments_[1] = window.ptr();
      PyObject* answer = PyObject_Vectorcall(decide_.ptr(), arguments_ + 1, 2 | PY_VECTORCALL_ARGUMENTS_OFFSET, keywords_.ptr());
      if (!answer) throw nb::python_error();
      return nb::steal(answer);
    } catch (nb::python_error& raised) {
      throw watched.explain(raised, "strategy_failed", "");
    }
  }

  /// Tells bars that Python shows to an ensemble from those of the call before: their job is the same object.
  static const double* first_close(const JobBars& job) { return job.symbols.front().candles.close.data(); }

  void start(const JobBars& job) {
    job_ = &job;
    std::vector<std::string> indicators;
    for (nb::handle name : describe("indicator_columns_of", job.interval)) indicators.push_back(nb::cast<std::string>(name));
    shown_ = first_close(job);
    window_ = shape_.wants_arrays ? make_array_window(job, indicators) : make_frame_window(job, indicators);
    interval_ = interval_name(job.interval);
    values_.clear();
    nb::list names;
    for (const std::string& keyword : shape_.decide_keywords) {
      names.append(keyword);
      if (keyword == "tp_ratio") values_.push_back(ratio_or_none(job.tp_ratio));
      if (keyword == "sl_ratio") values_.push_back(ratio_or_none(job.sl_ratio));
      if (keyword == "symbol") values_.push_back(nb::cast(job.symbols.front().symbol));
    }
    keywords_ = nb::tuple(names);
    arguments_[2] = interval_.ptr();
    for (std::size_t k = 0; k < values_.size(); ++k) arguments_[3 + k] = values_[k].ptr();
  }

  /// What `decide_all` is refused for keeps its code; anything else is the user's own exception.
  static Error decisions_error(nb::python_error& raised, const CallWatch::Call& watched) {
    if (!raised.matches(nb::module_::import_("strategyOrchestrator.errors").attr("DecisionsError")))
      return watched.explain(raised, "strategy_failed", "");
    const auto text = [&](const char* name) { return nb::cast<std::string>(raised.value().attr(name)); };
    return strategy_error(text("code"), text("message"), "", text("hint"));
  }

  const VectorisedDecisions& vectorised(const JobBars& job) {
    if (!vectorised_ || !vectorised_->are_of(job)) {
      job_ = &job;
      const CallWatch::Call watched(CallWatch::Kind::kDecide);
      try {
        vectorised_.emplace(instance_, job, shape_.has_decide);
      } catch (nb::python_error& raised) {
        throw decisions_error(raised, watched);
      }
    }
    return *vectorised_;
  }

  nb::object instance_;
  Shape shape_;
  DecisionReader reader_;
  const JobBars* job_ = nullptr;
  const double* shown_ = nullptr;
  std::unique_ptr<Window> window_;
  std::optional<VectorisedDecisions> vectorised_;
  nb::object decide_, interval_, keywords_;
  std::vector<nb::object> values_;
  PyObject* arguments_[6] = {};  ///< a free slot, the window, the interval, keyword values
};

}  // namespace

std::unique_ptr<BaseStrategy> make_python_strategy(nb::object instance) { return std::make_unique<PythonStrategy>(std::move(instance)); }

}  // namespace orchestrator::python
