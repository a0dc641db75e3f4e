#include "calls.h"

#include <functional>
#include <set>

namespace orchestrator::python {

std::string_view kept_name(std::string_view name) {
  static std::set<std::string, std::less<>> names;  // used with the interpreter's lock held
  const auto found = names.find(name);
  return found != names.end() ? *found : *names.emplace(name).first;
}

}  // namespace orchestrator::python
