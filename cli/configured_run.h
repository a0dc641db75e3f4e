// A configuration read and its components made, for every command that runs strategies.
#pragma once

#include <string>
#include <vector>

#include "command.h"
#include "orchestrator/engine/run_components.h"
#include "orchestrator/telemetry/interrupt.h"

struct ConfiguredRun {
  orchestrator::RunConfiguration config;
  orchestrator::RunComponents components;
};

/// Reads the configuration from a file or, for `-`, from stdin, applies the overrides and loads the components. Where some are in Python and this program
/// has no interpreter, the process goes on as one that has (python_handover.h).
ConfiguredRun read_configured_run(const CommandContext& command, const std::string& path, const std::vector<std::string>& overrides,
                                  const orchestrator::StopFlag& stop);
