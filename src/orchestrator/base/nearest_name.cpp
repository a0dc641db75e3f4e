#include "orchestrator/base/nearest_name.h"

#include <algorithm>
#include <cctype>

namespace orchestrator {
namespace {

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

// Eighths of an edit, so that a difference of case alone costs next to nothing.
constexpr int kEdit = 8;
int replace_cost(char a, char b) { return a == b ? 0 : lower(a) == lower(b) ? 1 : kEdit; }

// Optimal string alignment distance: Levenshtein's plus the swap of neighbours, the commonest slip.
int distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<int> rows((a.size() + 1) * width);
  const auto at = [&](std::size_t i, std::size_t j) -> int& { return rows[i * width + j]; };
  for (std::size_t i = 0; i <= a.size(); ++i) at(i, 0) = static_cast<int>(i) * kEdit;
  for (std::size_t j = 0; j <= b.size(); ++j) at(0, j) = static_cast<int>(j) * kEdit;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      int best = std::min(at(i - 1, j), at(i, j - 1)) + kEdit;
      best = std::min(best, at(i - 1, j - 1) + replace_cost(a[i - 1], b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) best = std::min(best, at(i - 2, j - 2) + kEdit);
      at(i, j) = best;
    }
  }
  return at(a.size(), b.size());
}

constexpr std::size_t kLongestName = 64;  // a longer one is no slip of the pen, and would cost quadratic time

}  // namespace

std::string nearest_name(std::string_view wanted, const std::vector<std::string>& known) {
  if (wanted.size() > kLongestName) return {};
  std::string best;
  int best_cost = -1;
  for (const std::string& name : known) {
    const int cost = distance(wanted, name);
    const int allowed = std::max(kEdit, static_cast<int>(std::max(wanted.size(), name.size())) * kEdit / 3);
    if (cost <= allowed && (best_cost < 0 || cost < best_cost)) {
      best = name;
      best_cost = cost;
    }
  }
  return best;
}

std::string name_hint(std::string_view wanted, const std::vector<std::string>& known) {
  if (const std::string near = nearest_name(wanted, known); !near.empty()) return "did you mean '" + near + "'?";
  std::string hint;
  for (const std::string& name : known) hint += (hint.empty() ? "known: " : ", ") + name;
  return hint;
}

}  // namespace orchestrator
