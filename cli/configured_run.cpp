#include "configured_run.h"

#include <filesystem>

#include "input.h"
#include "orchestrator/engine/configuration_reader.h"
#include "python_handover.h"

using namespace orchestrator;

ConfiguredRun read_configured_run(const CommandContext& command, const std::string& path, const std::vector<std::string>& overrides,
                                  const StopFlag& stop) {
  const bool from_stdin = path == "-";
  const std::string text = read_text(path, stop);
  const std::string folder = from_stdin ? "" : std::filesystem::path(path).parent_path().string();
  ConfiguredRun run{read_configuration(text, folder, overrides), {}};
  if (const ComponentSpec* code = first_python_component(run.config); code && !command.host.python)
    hand_over_to_python(command.arguments, from_stdin ? &text : nullptr, code->where);
  run.components = load_run_components(run.config, command.host.python);
  return run;
}
