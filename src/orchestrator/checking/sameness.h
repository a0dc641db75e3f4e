// Does the strategy say the same about the same bars: in another instance, after reset(), bar by bar instead of in ranges?
#pragma once

#include <vector>

#include "orchestrator/checking/check_subject.h"

namespace orchestrator {

/// Appends a finding when two fresh instances differ; false then, since nothing else can be judged of a strategy that is not the same twice.
bool check_repeats(const CheckSubject& subject, const Answers& full, std::vector<Finding>& findings);

/// Appends a finding when an instance that has seen these bars, or other ones, is not as good as new after reset().
void check_reset(const CheckSubject& subject, const Answers& full, std::vector<Finding>& findings);

/// Appends a finding when decide_range and `decide` differ. Nothing to do where there is no decide_range.
void check_ranges(const CheckSubject& subject, const Answers& full, std::vector<Finding>& findings);

}  // namespace orchestrator
