#include "python_policies.h"

#include <fmt/format.h>
#include <nanobind/stl/string.h>

#include <cmath>

#include "calls.h"
#include "python_values.h"

namespace orchestrator::python {
namespace {

class PythonCostModel final : public EventCostModel {
 public:
  PythonCostModel(nb::object function, const char* name) : function_(std::move(function)), name_(name), event_(TradeEvent{}) {}
  double operator()(const TradeEvent& event) override {
    return policy_call(name_, [&] {
      const nb::object answer = nb::steal(PyObject_CallOneArg(function_.ptr(), event_.show(event).ptr()));
      if (!answer.is_valid()) throw nb::python_error();
      return number_of(answer, name_);
    });
  }

 private:
  nb::object function_;
  const char* name_;
  Shown<TradeEvent> event_;
};

class PythonSizingModel final : public SizingModel {
 public:
  explicit PythonSizingModel(nb::object function) : function_(std::move(function)), meta_(TradeMeta{}) {}
  double operator()(const TradeMeta& meta, TradeEventType action) override {
    return policy_call("sizing_model", [&] {
      if (!action_.is_valid() || action != shown_action_) {
        action_ = nb::cast(action);
        shown_action_ = action;
      }
      return number_of(function_(meta_.show(meta), action_), "sizing_model");
    });
  }

 private:
  nb::object function_;
  Shown<TradeMeta> meta_;
  nb::object action_;
  TradeEventType shown_action_ = TradeEventType::kOpen;
};

class PythonCapacityPolicy final : public CapacityPolicy {
 public:
  explicit PythonCapacityPolicy(nb::object function) : function_(std::move(function)), meta_(TradeMeta{}), state_(CapacityState{}) {}
  CapacityVerdict admit(const TradeMeta& meta, std::size_t new_legs, const CapacityState& state) override {
    return policy_call("capacity_policy", [&] { return read(function_(meta_.show(meta), new_legs, state_.show(state))); });
  }

 private:
  /// A truth value, or a CapacityVerdict with the values compared.
  static CapacityVerdict read(const nb::object& answer) {
    if (PyBool_Check(answer.ptr())) return {answer.is(nb::handle(Py_True)), std::nan(""), std::nan("")};
    CapacityVerdict verdict;
    if (nb::try_cast(answer, verdict)) return verdict;
    throw strategy_error("bad_verdict", fmt::format("capacity_policy returned {}", shown(answer)), "/capacity_policy",
                         "return True, False or a CapacityVerdict");
  }
  nb::object function_;
  Shown<TradeMeta> meta_;
  Shown<CapacityState> state_;
};

class PythonFillPolicy final : public FillPolicy {
 public:
  explicit PythonFillPolicy(const nb::object& policy) : event_(TradeEvent{}), book_(BookView{}) {
    const bool is_object = nb::hasattr(policy, "fill");
    fill_ = is_object ? nb::object(policy.attr("fill")) : policy;
    if (nb::hasattr(policy, "worst_price")) worst_price_ = policy.attr("worst_price");
  }

  void fill(const TradeEvent& event, double slippage, const Book& book, std::vector<FillRecord>& fills) override {
    policy_call("fill_policy", [&] {
      const nb::object answer = fill_(event_.show(event), book_.show({book.candle(), slippage}));
      if (!PyList_Check(answer.ptr()) && !PyTuple_Check(answer.ptr())) throw bad(answer, "it is no list of FillRecord");
      for (nb::handle one : nb::borrow<nb::sequence>(answer)) fills.push_back(complete(one, event, answer));
    });
  }
  double worst_price(const TradeEvent& event, double slippage) const override {
    if (!worst_price_.is_valid()) return FillPolicy::worst_price(event, slippage);
    return policy_call("fill_policy", [&] {
      TradeEvent asked = event;
      asked.symbol = lasting_text(event.symbol);
      return number_of(worst_price_(asked, slippage), "worst_price");
    });
  }

 private:
  static Error bad(const nb::object& answer, const char* what) {
    return strategy_error("bad_fill", fmt::format("fill_policy returned {}: {}", shown(answer), what), "/fill_policy",
                          "return a list of FillRecord(price=…, quantity=…)");
  }
  static FillRecord complete(nb::handle one, const TradeEvent& event, const nb::object& answer) {
    FillRecord fill;
    if (!nb::try_cast(one, fill)) throw bad(answer, "one of them is no FillRecord");
    if (!(fill.price > 0 && std::isfinite(fill.price))) throw bad(answer, "a price is not > 0");
    if (!(fill.quantity >= 0 && std::isfinite(fill.quantity))) throw bad(answer, "a quantity is not >= 0");
    fill.ts = event.ts;
    fill.side = event.side;
    fill.proposal_id = event.proposal_id;
    fill.leg = event.leg;
    fill.fee = 0;
    return fill;
  }

  nb::object fill_, worst_price_;
  Shown<TradeEvent> event_;
  Shown<BookView> book_;
};

}  // namespace

std::unique_ptr<EventCostModel> make_cost_model(nb::object object, const char* name) {
  return std::make_unique<PythonCostModel>(std::move(object), name);
}
std::unique_ptr<SizingModel> make_sizing_model(nb::object object) { return std::make_unique<PythonSizingModel>(std::move(object)); }
std::unique_ptr<CapacityPolicy> make_capacity_policy(nb::object object) {
  if (nb::hasattr(object, "admit")) object = object.attr("admit");
  return std::make_unique<PythonCapacityPolicy>(std::move(object));
}
std::unique_ptr<FillPolicy> make_fill_policy(nb::object object) { return std::make_unique<PythonFillPolicy>(object); }

}  // namespace orchestrator::python
