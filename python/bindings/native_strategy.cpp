#include "native_strategy.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "builtin_arguments.h"
#include "component_loader.h"
#include "orchestrator/components/component_spec_reader.h"
#include "orchestrator/components/load_component.h"
#include "python_values.h"

namespace orchestrator::python {

NativeStrategy::NativeStrategy(const AnyDict& spec, const AnyDict& members) {
  InterpreterLoader loader(members);
  LoadContext context;
  context.python = &loader;
  strategy_ = checked_arguments([&] { return load_strategy(read_component_spec(value_of(spec), "/strategy"), context); });
}

std::size_t NativeStrategy::lookback(const std::string& interval) const {
  return checked_arguments([&] { return strategy_->get_required_lookback(read_interval(interval)); });
}

ListOf<nb::typed<nb::tuple, nb::str, ListOf<double>>> NativeStrategy::required_indicators(const std::string& interval) const {
  nb::list requests;
  for (const IndicatorRequest& request : strategy_->required_indicators(read_interval(interval)))
    requests.append(nb::make_tuple(request.name, request.parameters));
  return requests;
}

nb::typed<nb::dict, nb::str, ListOf<double>> NativeStrategy::indicator_periods(const std::string& interval) const {
  nb::dict periods;
  for (const auto& [name, values] : strategy_->get_indicator_periods(read_interval(interval))) periods[name.c_str()] = nb::cast(values);
  return periods;
}

JobBars NativeStrategy::job_of(Interval interval) const {
  JobBars job;
  job.interval = interval;
  job.lookback = std::max<std::size_t>(1, strategy_->get_required_lookback(interval));
  job.symbols.emplace_back();
  return job;
}

AnyDict NativeStrategy::decide(const AnyTuple& candles, const ListOf<nb::any>& indicators, const std::string& interval, double tp_ratio,
                               double sl_ratio, const std::string& symbol) {
  JobBars job = checked_arguments([&] { return job_of(read_interval(interval)); });
  job.tp_ratio = tp_ratio;
  job.sl_ratio = sl_ratio;
  job.symbols.front().symbol = symbol;
  const ShownBars bars(candles, indicators, strategy_->required_indicators(job.interval), std::move(job));
  const bool enough = bars.size() >= bars.job().lookback;  // semantics 2.c: other bars are not decided on
  const Decision decision = enough ? strategy_->decide(BarView(bars.job(), bars.size() - 1)) : Decision{};
  nb::dict shown = nb::cast<nb::dict>(reader_.to_python({decision}, bars.job())[0]);
  shown.attr("pop")("symbol");  // whoever asks knows it
  return shown;
}

void NativeStrategy::fit(const AnyTuple& candles, const std::string& interval) {
  JobBars job = job_of(read_interval(interval));
  const std::vector<IndicatorRequest> requests = strategy_->required_indicators(job.interval);
  nb::list computed;
  for (std::size_t k = 0; k < requests.size(); ++k) computed.append(nb::none());
  const ShownBars bars(candles, computed, requests, std::move(job));
  if (bars.size() > 0) strategy_->fit(BarView(bars.job(), bars.size() - 1));
}

}  // namespace orchestrator::python
