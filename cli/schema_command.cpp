#include "schema_command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "orchestrator/engine/configuration_schema.h"
#include "output.h"

void add_schema_command(CLI::App& app, CommandContext& context) {
  auto markdown = std::make_shared<bool>(false);
  CLI::App* schema = app.add_subcommand("schema", "Print the JSON Schema of configurations");
  schema->add_flag("--markdown", *markdown, "Print the configuration reference (docs/configuration.md) instead");
  schema->callback([markdown, &context] {
    context.action = [markdown] {
      write_document(*markdown ? orchestrator::configuration_markdown() : orchestrator::configuration_schema().dump(2));
      return 0;
    };
  });
}
