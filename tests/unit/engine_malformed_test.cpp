// Malformed configurations: each fails for its own reason, at its own place, with a hint (tests/malformed/cases.jsonl).
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "orchestrator/base/error.h"
#include "orchestrator/engine/configuration_reader.h"
#include "orchestrator/engine/run_components.h"

namespace orchestrator {
namespace {

using nlohmann::json;

constexpr std::size_t kFewest = 150;
const std::string kFolder = ORCHESTRATOR_SOURCE_DIR "/tests/malformed";

/// What every case changes. Valid itself, so that nothing but the change can be the reason.
json valid_base() { return json{{"symbols", {"BTCUSDT"}}, {"interval", "1h"}, {"strategy", "ema_cross"}}; }

std::string text_of(const json& test_case) {
  if (test_case.contains("text")) return test_case["text"];
  json config = valid_base();
  config.update(test_case["with"]);
  for (const std::string key : test_case.value("without", json::array())) config.erase(key);
  return config.dump();
}

void read_and_load(const std::string& text, const std::vector<std::string>& overrides) {
  load_run_components(read_configuration(text, kFolder, overrides));
}

std::vector<json> read_cases() {
  std::ifstream file(kFolder + "/cases.jsonl");
  std::vector<json> cases;
  for (std::string line; std::getline(file, line);) cases.push_back(json::parse(line));
  return cases;
}

void expect_refused(const json& test_case) {
  SCOPED_TRACE(test_case["name"].get<std::string>());
  try {
    read_and_load(text_of(test_case), test_case.value("set", std::vector<std::string>{}));
    ADD_FAILURE() << "was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), test_case["code"].get<std::string>()) << error.message();
    EXPECT_EQ(error.where(), test_case["where"].get<std::string>()) << error.message();
    EXPECT_NE(error.hint().find(test_case["hint"].get<std::string>()), std::string::npos) << "hint: " << error.hint();
    EXPECT_EQ(error.exit_status(), test_case.value("status", 2));
    EXPECT_FALSE(error.message().empty());
  }
}

TEST(Malformed, TheBaseItselfIsValid) { EXPECT_NO_THROW(read_and_load(valid_base().dump(), {})); }

TEST(Malformed, EachFailsForItsOwnReason) {
  const std::vector<json> cases = read_cases();
  EXPECT_GE(cases.size(), kFewest);
  std::set<std::string> names;
  for (const json& test_case : cases) {
    EXPECT_TRUE(names.insert(test_case["name"]).second) << test_case["name"] << " is there twice";
    expect_refused(test_case);
  }
}

TEST(Malformed, TextThatIsNotUtf8IsNoJson) {
  try {
    read_configuration("{\"name\": \"\xff\"}");
    FAIL() << "was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "bad_json");
    EXPECT_EQ(error.where(), "line 1, column 11");
  }
}

}  // namespace
}  // namespace orchestrator
