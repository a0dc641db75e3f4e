#include "decision_reader.h"

#include <fmt/format.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>

#include "orchestrator/trades/trade_plan.h"
#include "plan_reader.h"
#include "python_errors.h"
#include "python_values.h"

namespace orchestrator::python {
namespace {

constexpr const char* kHint =
    "return None, or a dict with \"signal\": \"BUY\", \"SELL\" or \"NO\", and entry_price, tp_price, sl_price, confidence, meta";

Error bad(const std::string& message) { return strategy_error("bad_decision", message, "", kHint); }

nb::object interned(const char* text) { return nb::steal(PyUnicode_InternFromString(text)); }

/// Missing, null or a number.
OptionalPrice price_of(const nb::object& value, const char* name) {
  if (!value.is_valid()) return {};
  if (value.is_none()) return OptionalPrice::none();
  try {
    return number_of(value, name);
  } catch (const Error& error) {
    throw bad(error.message());
  }
}

/// A mapping as JSON text; numpy's numbers as numbers, anything else that JSON has no word for as text.
std::string json_text(const nb::object& meta) {
  const nb::object dumps = nb::module_::import_("strategyOrchestrator._plain").attr("json_text");
  return nb::cast<std::string>(dumps(meta));
}

const char* name_of(Signal signal) { return signal == Signal::kBuy ? "BUY" : signal == Signal::kSell ? "SELL" : "NO"; }

nb::object price_to_python(const OptionalPrice& price) { return price.is_set() ? nb::object(nb::float_(price.value())) : nb::none(); }

}  // namespace

DecisionReader::DecisionReader()
    : signal_(interned("signal")),
      entry_price_(interned("entry_price")),
      tp_price_(interned("tp_price")),
      sl_price_(interned("sl_price")),
      confidence_(interned("confidence")),
      meta_(interned("meta")),
      strategy_name_(interned("strategy_name")),
      symbol_(interned("symbol")),
      plan_(interned("plan")),
      buy_(interned("BUY")),
      sell_(interned("SELL")),
      no_(interned("NO")) {}

/// An invalid object when the key is absent.
nb::object DecisionReader::find(nb::handle decision, const nb::object& key) const {
  if (PyDict_Check(decision.ptr())) {
    PyObject* value = PyDict_GetItemWithError(decision.ptr(), key.ptr());
    if (!value && PyErr_Occurred()) throw nb::python_error();
    return nb::borrow(value);
  }
  PyObject* value = PyObject_GetItem(decision.ptr(), key.ptr());
  if (!value && !PyErr_ExceptionMatches(PyExc_KeyError)) throw nb::python_error();
  if (!value) PyErr_Clear();
  return nb::steal(value);
}

Signal DecisionReader::signal_of(nb::handle decision) const {
  const nb::object signal = find(decision, signal_);
  if (!signal.is_valid()) throw bad("the decision has no \"signal\"");
  if (signal.is(no_) || signal.is_none()) return Signal::kNo;
  if (signal.is(buy_)) return Signal::kBuy;
  if (signal.is(sell_)) return Signal::kSell;
  const nb::object plain = nb::hasattr(signal, "value") ? nb::object(signal.attr("value")) : signal;
  const nb::object text = nb::cast(text_of(plain)).attr("upper")();
  if (text.equal(no_)) return Signal::kNo;
  if (text.equal(buy_)) return Signal::kBuy;
  if (text.equal(sell_)) return Signal::kSell;
  throw bad(fmt::format("the signal is {}", shown(signal)));
}

void DecisionReader::read_prices(nb::handle decision, Decision& out) const {
  out.entry_price = price_of(find(decision, entry_price_), "entry_price");
  out.tp_price = price_of(find(decision, tp_price_), "tp_price");
  out.sl_price = price_of(find(decision, sl_price_), "sl_price");
  const OptionalPrice confidence = price_of(find(decision, confidence_), "confidence");
  if (confidence.is_set()) out.confidence = confidence.value();
}

void DecisionReader::read_texts(nb::handle decision, const JobBars& job, Decision& out) const {
  if (const nb::object meta = find(decision, meta_); meta.is_valid() && !meta.is_none()) {
    if (!PyMapping_Check(meta.ptr()) || PyUnicode_Check(meta.ptr())) throw bad(fmt::format("meta is {}, not a mapping", shown(meta)));
    if (nb::len(meta) > 0) out.meta = json_text(meta);
  }
  if (const nb::object name = find(decision, strategy_name_); name.is_valid() && !name.is_none()) out.strategy_name = text_of(name);
  const nb::object symbol = find(decision, symbol_);
  if (!symbol.is_valid() || symbol.is_none()) return;
  const std::string wanted = text_of(symbol);
  for (out.symbol = 0; out.symbol < job.symbols.size(); ++out.symbol) {
    if (job.symbols[out.symbol].symbol == wanted) return;
  }
  throw bad(fmt::format("the decision's symbol '{}' is not one of the job's", wanted));
}

Decision DecisionReader::read(nb::handle returned, const JobBars& job) const {
  Decision decision;
  if (returned.is_none()) return decision;
  if (!PyDict_Check(returned.ptr()) && (!PyMapping_Check(returned.ptr()) || PySequence_Check(returned.ptr()) == 0 ||
                                        PyUnicode_Check(returned.ptr()) || PyList_Check(returned.ptr()) || PyTuple_Check(returned.ptr())))
    throw bad(fmt::format("decide returned {}", shown(returned)));
  decision.signal = signal_of(returned);
  if (decision.signal == Signal::kNo) return decision;
  read_prices(returned, decision);
  read_texts(returned, job, decision);
  decision.plan = read_plan(returned);
  return decision;
}

std::vector<Decision> DecisionReader::read_all(nb::handle returned, const JobBars& job) const {
  std::vector<Decision> decisions;
  const auto take = [&](nb::handle one) {
    Decision decision = read(one, job);
    if (decision.signal != Signal::kNo) decisions.push_back(std::move(decision));
  };
  if (PyList_Check(returned.ptr()) || PyTuple_Check(returned.ptr())) {
    for (nb::handle one : nb::borrow<nb::sequence>(returned)) take(one);
  } else {
    take(returned);
  }
  return decisions;
}

nb::list DecisionReader::to_python(const std::vector<Decision>& decisions, const JobBars& job) const {
  nb::list list;
  for (const Decision& decision : decisions) {
    nb::dict one;
    one[signal_] = name_of(decision.signal);
    if (!decision.entry_price.missing()) one[entry_price_] = price_to_python(decision.entry_price);
    if (!decision.tp_price.missing()) one[tp_price_] = price_to_python(decision.tp_price);
    if (!decision.sl_price.missing()) one[sl_price_] = price_to_python(decision.sl_price);
    one[confidence_] = decision.confidence;
    if (!decision.meta.empty()) one[meta_] = nb::module_::import_("json").attr("loads")(decision.meta);
    if (!decision.strategy_name.empty()) one[strategy_name_] = decision.strategy_name;
    if (decision.plan) one[plan_] = nb::cast(std::const_pointer_cast<TradePlan>(decision.plan));
    one[symbol_] = job.symbols[decision.symbol].symbol;
    list.append(one);
  }
  return list;
}

}  // namespace orchestrator::python
