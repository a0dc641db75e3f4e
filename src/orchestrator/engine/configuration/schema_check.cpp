#include "orchestrator/engine/configuration/schema_check.h"

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "orchestrator/base/error.h"
#include "orchestrator/engine/configuration/schema_explanation.h"

namespace orchestrator::configuration {

using valijson::adapters::NlohmannJsonAdapter;

bool fits_schema(const nlohmann::json& schema_json, const nlohmann::json& value) {
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(NlohmannJsonAdapter(schema_json), schema);
  // Strong types: text that looks like a number is no number.
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  return validator.validate(schema, NlohmannJsonAdapter(value), nullptr);
}

void require_schema(const nlohmann::json& schema, const nlohmann::json& value) {
  if (fits_schema(schema, value)) return;
  explain_misfit(schema, value, "");
  throw configuration_error("invalid_configuration", "the configuration does not fit its schema", "",
                            "`orchestrator schema` prints the schema");
}

}  // namespace orchestrator::configuration
