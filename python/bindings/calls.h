// Calls from the engine into Python policies, cheap enough for millions.
#pragma once

#include <string>
#include <utility>

#include "call_watch.h"
#include "python.h"
#include "python_errors.h"

namespace orchestrator::python {

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
  }
}

}  // namespace orchestrator::python
