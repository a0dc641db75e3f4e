#include "orchestrator/checking/look_ahead.h"

#include <fmt/format.h>

#include <optional>

namespace orchestrator {
namespace {

/// One way of taking the future away.
struct OtherFuture {
  const char* how;
  const char* words;  ///< when the strategy decides so; the cut's time follows
  CheckBars (*make)(const CheckBars& whole, std::size_t last);
};
constexpr OtherFuture kTruncated{"truncated", "when the data end at", cut_after};
constexpr OtherFuture kPerturbed{"perturbed", "when prices are others after", changed_after};

/// decide_range alone failed: the answers that followed bar by bar may be right, but it had needed what is not there.
std::optional<Difference> failed_range(const Answers& full, const Answers& other) {
  if (full.range_failure || !other.range_failure) return std::nullopt;
  return Difference{other.range_failure->bar, 0, "exception", {}, Value(other.range_failure->error.message())};
}

class LookAhead {
 public:
  LookAhead(const CheckSubject& subject, const Answers& full, const OtherFuture& future)
      : subject_(subject), full_(full), future_(future) {}

  /// Appends what it finds; false when the strategy turns out not to be the same twice, so that the future cannot be what makes the difference.
  bool run(const std::vector<std::size_t>& cuts, std::vector<Finding>& findings) {
    for (const std::size_t cut : cuts) {
      look(cut);
      if (!unsteady_) continue;
      findings.push_back(*unsteady_);
      return false;
    }
    if (!first_) return true;
    const std::string when = fmt::format("{} {}", future_.words, format_time(subject_.bars.open_time(first_cut_)));
    findings.push_back(make_finding(subject_, FindingKind::kLookAhead, future_.how, *first_, "over all bars", when));
    findings.back().message += fmt::format(" ({} of {} such runs differ)", differing_, cuts.size());
    return true;
  }

 private:
  void look(std::size_t cut) {
    const CheckBars bars = future_.make(subject_.bars, cut);
    const Answers other = subject_.ask(bars, Asking::kAsRun, cut + 1);
    const auto difference = compare(other, cut);
    if (!difference) return;
    ++differing_;
    if (first_ && difference->bar >= first_->bar) return;
    const Answers again = subject_.ask(bars, Asking::kAsRun, cut + 1);
    if (const auto chance = first_difference(other, again, cut + 1)) {
      unsteady_ =
          make_finding(subject_, FindingKind::kNondeterminism, future_.how, *chance, "in one instance", "in another over the same bars");
    }
    first_ = difference;
    first_cut_ = cut;
  }

  std::optional<Difference> compare(const Answers& other, std::size_t cut) const {
    if (auto difference = first_difference(full_, other, cut + 1)) return difference;
    // A range over other prices may fail for what they are, one over fewer bars only for their number.
    return future_.make == cut_after ? failed_range(full_, other) : std::nullopt;
  }

  const CheckSubject& subject_;
  const Answers& full_;
  const OtherFuture& future_;
  std::optional<Difference> first_;
  std::size_t first_cut_ = 0;
  std::size_t differing_ = 0;
  std::optional<Finding> unsteady_;  ///< the same bars were decided otherwise: that is no look-ahead
};

}  // namespace

bool check_look_ahead(const CheckSubject& subject, const Answers& full, std::vector<Finding>& findings) {
  const std::size_t end = subject.bars.size() - 1;  // the last bar has no future
  const std::vector<std::size_t> cuts = sample_bars(decided_bars(full), subject.first(), end, subject.settings.cuts);
  const std::size_t before = findings.size();
  for (const OtherFuture* future : {&kTruncated, &kPerturbed}) {
    if (!LookAhead(subject, full, *future).run(cuts, findings)) break;
  }
  return findings.size() == before;
}

}  // namespace orchestrator
