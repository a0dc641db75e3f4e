// "Did you mean …?": the known name nearest to a mistyped one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace orchestrator {

/// The name with the fewest single-character edits (insert, delete, replace, swap neighbours; case hardly counts), the first of equal ones.
/// Empty when none is near: more than a third of the longer name's characters would have to change.
std::string nearest_name(std::string_view wanted, const std::vector<std::string>& known);

/// A hint for an unknown name: `did you mean 'ema'?`, or `known: ema, sma, …` when nothing is near.
std::string name_hint(std::string_view wanted, const std::vector<std::string>& known);

}  // namespace orchestrator
