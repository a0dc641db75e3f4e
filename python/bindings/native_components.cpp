#include "native_components.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include "orchestrator/components/component_spec_reader.h"
#include "python_values.h"

namespace orchestrator::python {
namespace {

/// A built-in that a user derived a class from, without changing what it does.
class RenamedStrategy final : public BaseStrategy {
 public:
  RenamedStrategy(std::unique_ptr<BaseStrategy> strategy, std::string name) : inner_(std::move(strategy)), name_(std::move(name)) {}

  std::string name() const override { return name_; }
  Decision decide(const BarView& bars) override { return inner_->decide(bars); }
  std::size_t get_required_lookback(Interval interval) const override { return inner_->get_required_lookback(interval); }
  std::vector<IndicatorRequest> required_indicators(Interval interval) const override { return inner_->required_indicators(interval); }
  std::map<std::string, std::vector<double>> get_indicator_periods(Interval interval) const override {
    return inner_->get_indicator_periods(interval);
  }
  std::vector<WorkUnit> work_units(const std::vector<std::string>& symbols) const override { return inner_->work_units(symbols); }
  std::vector<std::string> filter_symbols(const std::vector<std::string>& symbols) const override {
    return inner_->filter_symbols(symbols);
  }
  std::vector<Decision> decide_basket(const BarView& bars) override { return inner_->decide_basket(bars); }
  std::vector<Decision> aggregate_signals(std::vector<Decision> decisions) override {
    return inner_->aggregate_signals(std::move(decisions));
  }
  void fit(const BarView& warm_up) override { inner_->fit(warm_up); }
  void reset() override { inner_->reset(); }
  void set_params(const Params& params) override { inner_->set_params(params); }
  const Params& get_params() const override { return inner_->get_params(); }
  bool needs_processes() const override { return inner_->needs_processes(); }
  bool has_decide_range() const override { return inner_->has_decide_range(); }
  void decide_range(const JobBars& job, std::size_t begin, std::size_t end, DecisionSink& sink) override {
    inner_->decide_range(job, begin, end, sink);
  }

 private:
  std::unique_ptr<BaseStrategy> inner_;
  std::string name_;
};

}  // namespace

std::optional<NativeForm> native_form(const nb::object& object, const char* kind, const std::string& where) {
  const nb::object found = nb::module_::import_("strategyOrchestrator._native").attr("engine_form")(object, kind, where);
  if (found.is_none()) return std::nullopt;
  return NativeForm{read_component_spec(value_of(found.attr("spec")), where), nb::cast<nb::dict>(found.attr("members")),
                    nb::cast<std::string>(found.attr("name")), nb::cast<std::optional<std::uint64_t>>(found.attr("seed"))};
}

std::unique_ptr<BaseStrategy> under_name(std::unique_ptr<BaseStrategy> strategy, const std::string& name) {
  if (strategy->name() == name) return strategy;
  return std::make_unique<RenamedStrategy>(std::move(strategy), name);
}

}  // namespace orchestrator::python
