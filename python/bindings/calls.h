// Calls from the engine into Python policies, cheap enough for millions.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "call_watch.h"
#include "python.h"
#include "python_errors.h"
#include "python_values.h"

namespace orchestrator::python {

/// Names that live as long as the interpreter, made once each.
class LastingNames {
 public:
  std::string_view of(std::string_view name) {
    if (name == newest_) return newest_;
    const auto known = names_.find(name);
    newest_ = known == names_.end() ? *names_.insert(lasting_text(name)).first : *known;
    return newest_;
  }

 private:
  std::unordered_set<std::string_view> names_;
  std::string_view newest_;
};

/// One bound object that is shown to Python again and again with other contents, unless Python keeps it: then it gets a new one. What is kept may be
/// read after the run: names that the engine's objects only view are replaced by lasting ones.
template <typename T>
class Shown {
 public:
  explicit Shown(const T& first) { renew(first); }
  const nb::object& show(const T& value) {
    if (Py_REFCNT(object_.ptr()) == 1) [[likely]]
      *content_ = value;
    else
      renew(value);
    if constexpr (requires { content_->symbol; }) content_->symbol = names_.of(value.symbol);
    if constexpr (requires { content_->strategy_name; }) content_->strategy_name = names_.of(value.strategy_name);
    return object_;
  }

 private:
  void renew(const T& value) {
    object_ = nb::cast(value, nb::rv_policy::copy);
    content_ = nb::inst_ptr<T>(object_);
  }
  nb::object object_;
  T* content_ = nullptr;
  LastingNames names_;
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
