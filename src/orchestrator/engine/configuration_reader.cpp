#include "orchestrator/engine/configuration_reader.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "orchestrator/base/error.h"
#include "orchestrator/engine/configuration/aliases.h"
#include "orchestrator/engine/configuration/config_hash.h"
#include "orchestrator/engine/configuration/document.h"
#include "orchestrator/engine/configuration/fields.h"
#include "orchestrator/engine/configuration/inline_data.h"
#include "orchestrator/engine/configuration/overrides.h"
#include "orchestrator/engine/configuration/schema_check.h"
#include "orchestrator/engine/configuration/semantic_checks.h"
#include "orchestrator/engine/configuration_schema.h"

namespace orchestrator {
namespace {

/// The configuration's own folder first, then the folders named in it, relative to it.
std::vector<std::string> search_path(const std::string& base_folder, const std::vector<std::string>& folders) {
  const std::filesystem::path base = base_folder.empty() ? "." : base_folder;
  std::vector<std::string> path{base.string()};
  for (const std::string& folder : folders) path.push_back((base / folder).lexically_normal().string());
  return path;
}

RunConfiguration read_tree(nlohmann::json tree, std::optional<configuration::InlineRows> rows, const std::string& base_folder) {
  RunConfiguration config;
  configuration::normalise_values(tree);
  configuration::resolve_aliases(tree, config.warnings);
  configuration::require_schema(nlohmann::json(configuration_schema()), tree);
  configuration::read_fields(tree, config);
  config.plugin_path = search_path(base_folder, config.plugin_path);
  if (rows) configuration::read_inline_data(std::move(*rows), config);
  configuration::require_consistent(config);
  config.config_hash = configuration::hash_of(config);
  return config;
}

}  // namespace

RunConfiguration read_configuration(std::string_view json_text, const std::string& base_folder, const std::vector<std::string>& overrides) {
  nlohmann::json tree;
  std::optional<configuration::InlineRows> rows = configuration::parse_document(json_text, tree);
  configuration::apply_overrides(tree, overrides);
  return read_tree(std::move(tree), std::move(rows), base_folder);
}

RunConfiguration read_configuration(std::string_view json_text, configuration::InlineRows candles, const std::string& base_folder) {
  nlohmann::json tree;
  if (configuration::parse_document(json_text, tree)) {
    throw configuration_error("conflict", "candles are given twice: in ohlcv_data and by the program", "/ohlcv_data", "keep one of them");
  }
  return read_tree(std::move(tree), std::move(candles), base_folder);
}

}  // namespace orchestrator
