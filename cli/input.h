// Text from files and stdin.
#pragma once

#include <string>

#include "orchestrator/telemetry/interrupt.h"

/// The whole file, or stdin for `-`. Throws configuration errors (`config_not_found`, `config_unreadable`), and the `interrupted` error when a
/// signal sets `stop` while it waits for input.
std::string read_text(const std::string& path, const orchestrator::StopFlag& stop);
