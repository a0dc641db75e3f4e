// Calls from the engine into Python policies, cheap enough for millions.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "call_watch.h"
#include "orchestrator/trades/trade_event.h"
#include "python.h"
#include "python_errors.h"

namespace orchestrator::python {

/// The same text, kept for good: what Python keeps of an event outlives the run that it came from. Names of symbols and strategies are few.
std::string_view kept_name(std::string_view name);

/// Replaces what a value views by what is kept.
inline void keep_names(TradeEvent& event) { event.symbol = kept_name(event.symbol); }
inline void keep_names(TradeMeta& meta) {
  meta.symbol = kept_name(meta.symbol);
  meta.strategy_name = kept_name(meta.strategy_name);
}
template <typename T>
void keep_names(T& /*has none*/) {}

/// One bound object that is shown to Python again and again with other contents, unless Python keeps it: then it gets a new one.
template <typename T>
class Shown {
 public:
  explicit Shown(const T& first) { renew(first); }
  const nb::object& show(const T& value) {
    if (Py_REFCNT(object_.ptr()) == 1) [[likely]]
      *content_ = value;
    else
      renew(value);
    keep_names(*content_);
    return object_;
  }

 private:
  void renew(const T& value) {
    object_ = nb::cast(value, nb::rv_policy::copy);
    content_ = nb::inst_ptr<T>(object_);
  }
  nb::object object_;
  T* content_ = nullptr;
};

/// Runs a policy's Python code: exceptions and overdue calls become strategy errors at `/where`.
template <typename Code>
auto policy_call(const char* where, Code&& run) {
  const CallWatch::Call watched(CallWatch::Kind::kPolicy);
  try {
    return std::forward<Code>(run)();
  } catch (nb::python_error& raised) {
    throw watched.explain(raised, "policy_failed", std::string("/") + where);
  } catch (const Error& error) {
    if (!error.where().empty()) throw;
    throw strategy_error(error.code(), error.message(), std::string("/") + where, error.hint()).with_details(error.details());
  }
}

}  // namespace orchestrator::python
