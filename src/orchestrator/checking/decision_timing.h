// How long does the strategy think?
#pragma once

#include <vector>

#include "orchestrator/checking/check_subject.h"

namespace orchestrator {

/// Times single decisions, bar by bar, over the jobs in turn until there are enough.
DecisionTiming time_decisions(const std::vector<CheckSubject>& subjects);

}  // namespace orchestrator
