// Parameter tables: names, types and limits are checked, and slips of the pen get a hint.
#include <gtest/gtest.h>

#include <functional>

#include "orchestrator/base/nearest_name.h"
#include "orchestrator/base/parameter_reader.h"

namespace orchestrator {
namespace {

const ComponentInfo kInfo{"demo",
                          "Demo",
                          "strategy",
                          "",
                          {{"period", "integer", 14, 1, 100, ""},
                           {"width", "number", 2.0, 0, std::nullopt, "", false, true},
                           {"loud", "flag", true, {}, {}, ""},
                           {"method", "text", "weighted", {}, {}, ""},
                           {"units", "number", Value(), {}, {}, "how many", true}}};

Error failure(const ValueMap& values, const std::function<void(const ParameterReader&)>& read) {
  const Params params(values, "/strategy/params");
  try {
    read(ParameterReader(params, kInfo));
  } catch (const Error& error) {
    return error;
  }
  return internal_error("none", "nothing was thrown");
}

TEST(ParameterReader, GivesDefaultsForAbsentAndNull) {
  const Params params(ValueMap{{"period", Value()}});
  const ParameterReader reader(params, kInfo);
  EXPECT_EQ(reader.count("period"), 14u);
  EXPECT_EQ(reader.number("width"), 2.0);
  EXPECT_TRUE(reader.flag("loud"));
  EXPECT_EQ(reader.text("method"), "weighted");
  EXPECT_FALSE(reader.given("period"));
}

TEST(ParameterReader, NamesTheNearestParameter) {
  const Error error = failure({{"peroid", 3}}, [](const ParameterReader&) {});
  EXPECT_EQ(error.code(), "unknown_parameter");
  EXPECT_EQ(error.where(), "/strategy/params/peroid");
  EXPECT_EQ(error.hint(), "did you mean 'period'?");
}

TEST(ParameterReader, HoldsLimits) {
  const auto period = [](const ParameterReader& r) { r.integer("period"); };
  const auto width = [](const ParameterReader& r) { r.number("width"); };
  EXPECT_EQ(failure({{"period", 0}}, period).code(), "invalid_parameter");
  EXPECT_EQ(failure({{"period", 101}}, period).where(), "/strategy/params/period");
  EXPECT_EQ(failure({{"period", 1.5}}, period).code(), "wrong_type");
  EXPECT_EQ(failure({{"period", "9"}}, period).code(), "wrong_type");
  EXPECT_EQ(failure({{"period", 100.0}}, period).code(), "none");
  EXPECT_EQ(failure({{"width", 0.0}}, width).code(), "invalid_parameter");
  EXPECT_EQ(failure({{"width", std::nan("")}}, width).code(), "invalid_parameter");
  EXPECT_EQ(failure({{"width", HUGE_VAL}}, width).code(), "invalid_parameter");
  EXPECT_EQ(failure({}, [](const ParameterReader& r) { r.number("units"); }).code(), "missing_parameter");
}

TEST(NearestName, FindsSlipsAndNothingElse) {
  const std::vector<std::string> known{"ema_cross", "momentum", "rsi_reversion"};
  EXPECT_EQ(nearest_name("ema_corss", known), "ema_cross");
  EXPECT_EQ(nearest_name("EMA_CROSS", known), "ema_cross");
  EXPECT_EQ(nearest_name("momentun", known), "momentum");
  EXPECT_EQ(nearest_name("zzz", known), "");
  EXPECT_EQ(name_hint("zzz", {"a", "bb"}), "known: a, bb");
  EXPECT_EQ(nearest_name(std::string(100000, 'x'), known), "");
}

}  // namespace
}  // namespace orchestrator
