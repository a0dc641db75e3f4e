// Does the strategy know the future? Decisions are made again with a future that ends, and with another one.
#pragma once

#include <vector>

#include "orchestrator/checking/check_subject.h"

namespace orchestrator {

/// Appends the first difference of each kind (`truncated`, `perturbed`); false when there is one. `full`: what the strategy says as a run asks it, over all bars.
bool check_look_ahead(const CheckSubject& subject, const Answers& full, std::vector<Finding>& findings);

}  // namespace orchestrator
