// The report of `orchestrator check-strategy`, for people.
#pragma once

#include <string>

#include "orchestrator/checking/strategy_check.h"

/// The verdict, then findings by kind with what to do about each, what warm-up does to indicators and decisions, and the time of a decision.
std::string check_text(const orchestrator::StrategyCheck& check);
