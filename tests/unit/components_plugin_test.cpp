// Plug-ins: every kind is made from a shared library, and every way of not fitting is a clear error.
#include <gtest/gtest.h>

#include <filesystem>

#include "orchestrator/base/error.h"
#include "orchestrator/components/load_component.h"
#include "orchestrator/components/plugin_library.h"

namespace orchestrator {
namespace {

const std::string kFolder = ORCHESTRATOR_TEST_PLUGINS;

ComponentSpec spec_of(const std::string& module, const std::string& class_name, ValueMap params = {}) {
  ComponentSpec spec;
  spec.form = ComponentSpec::Form::kModule;
  spec.module = module;
  spec.class_name = class_name;
  spec.where = "/strategy";
  spec.params = Params(std::move(params), "/strategy/params");
  return spec;
}

ComponentSpec sample(const std::string& class_name, ValueMap params = {}) {
  return spec_of("./sample_plugin.so", class_name, std::move(params));
}

const LoadContext kContext{{kFolder}, 0};

Error failure(const ComponentSpec& spec, const LoadContext& context = kContext) {
  try {
    load_strategy(spec, context);
  } catch (const Error& error) {
    return error;
  }
  return internal_error("none", "it was loaded");
}

TEST(Plugin, MakesEveryKind) {
  EXPECT_EQ(load_strategy(sample("EveryNth"), kContext)->name(), "EveryNth");
  EXPECT_EQ((*load_fee_model(sample("RateFee"), kContext))(TradeEvent{}), 0.25);
  EXPECT_EQ((*load_slippage_model(sample("RateSlippage", {{"rate", 0.5}}), kContext))(TradeEvent{}), 0.5);
  std::vector<FillRecord> fills;
  TradeEvent event;
  event.price = 7;
  event.quantity = 2;
  load_fill_policy(sample("AtPrice"), kContext)->fill(event, 0, Book{}, fills);
  ASSERT_EQ(fills.size(), 1u);
  EXPECT_EQ(fills[0].price, 7);
  EXPECT_EQ((*load_sizing_model(sample("OneUnit"), kContext))(TradeMeta{}, TradeEventType::kOpen), 1);
  EXPECT_FALSE(load_capacity_policy(sample("OneAtATime"), kContext)->admit(TradeMeta{}, 2, CapacityState{}).admitted);
  const auto resolved = (*load_exit_resolver(sample("AtClose"), kContext))(Candle{0, 1, 2, 0.5, 1.5, 1}, 0, 0, Direction::kLong);
  EXPECT_EQ(resolved->price, 1.5);
  EXPECT_EQ(resolved->label, "BELL");
}

TEST(Plugin, HandsParametersToConstructorOrSetter) {
  EXPECT_EQ(load_strategy(sample("Modest", {{"suffix", "y"}}), kContext)->name(), "Modesty");
  EXPECT_EQ(load_strategy(sample("EveryNth", {{"every", 3}}), kContext)->get_params().integer("every", 0), 3);
}

TEST(Plugin, ParametersThatItRefusesAreConfigurationErrors) {
  const Error error = failure(sample("EveryNth", {{"every", 0}}));
  EXPECT_EQ(error.kind(), ErrorKind::kConfiguration);
  EXPECT_EQ(error.code(), "invalid_parameter");
  EXPECT_EQ(error.where(), "/strategy/params/every");
  EXPECT_EQ(failure(sample("EveryNth", {{"every", "often"}})).code(), "wrong_type");
}

TEST(Plugin, IsLookedForInTheFoldersInOrder) {
  EXPECT_EQ(load_strategy(spec_of("sample_plugin.so", "EveryNth"), {{"/nowhere", kFolder}, 0})->name(), "EveryNth");
  EXPECT_EQ(load_strategy(spec_of(kFolder + "/sample_plugin.so", "EveryNth"), {})->name(), "EveryNth");
  const Error error = failure(spec_of("./absent.so", "A"), {{"/nowhere", kFolder}, 0});
  EXPECT_EQ(error.code(), "plugin_not_found");
  EXPECT_EQ(error.hint(), "looked at: /nowhere/absent.so, " + kFolder + "/absent.so");
}

TEST(Plugin, OtherAbiVersionIsAClearError) {
  const Error error = failure(spec_of("newer_plugin.so", "A"));
  EXPECT_EQ(error.kind(), ErrorKind::kStrategy);
  EXPECT_EQ(error.code(), "plugin_abi_mismatch");
  EXPECT_EQ(error.where(), "/strategy/module");
  EXPECT_NE(error.message().find("ABI version 99, this engine has " + std::to_string(ORCHESTRATOR_PLUGIN_ABI_VERSION)), std::string::npos)
      << error.message();
}

TEST(Plugin, OtherLayoutOrStandardLibraryIsAClearError) {
  EXPECT_EQ(failure(spec_of("other_layout_plugin.so", "A")).code(), "plugin_abi_mismatch");
  const Error library = failure(spec_of("other_library_plugin.so", "A"));
  EXPECT_EQ(library.code(), "plugin_abi_mismatch");
  EXPECT_NE(library.message().find("somelib++ abi 7"), std::string::npos) << library.message();
}

TEST(Plugin, WhatIsNoPluginIsAClearError) {
  EXPECT_EQ(failure(spec_of("unregistered_plugin.so", "A")).code(), "plugin_unregistered");
  EXPECT_EQ(failure(spec_of("other_magic_plugin.so", "A")).code(), "plugin_unregistered");
  EXPECT_EQ(failure(spec_of("failing_plugin.so", "A")).code(), "plugin_failed");
  EXPECT_EQ(failure(spec_of(ORCHESTRATOR_SOURCE_DIR "/CMakeLists.txt", "A")).code(), "plugin_unloadable");
  EXPECT_EQ(failure(spec_of(kFolder + "/", "A")).code(), "plugin_not_found");
  EXPECT_EQ(failure(spec_of("package.module", "A")).code(), "python_unavailable");
}

TEST(Plugin, UnresolvedSymbolsAreNamed) {
  const Error error = failure(spec_of("unresolved_plugin.so", "Strategy"));
  EXPECT_EQ(error.code(), "plugin_unloadable");
  EXPECT_NE(error.message().find("format_time"), std::string::npos) << error.message();
  EXPECT_NE(error.hint().find("plugin.h"), std::string::npos);
}

TEST(Plugin, UnknownClassesGetTheNearestOfTheirKind) {
  const Error error = failure(sample("EveryNht"));
  EXPECT_EQ(error.code(), "unknown_class");
  EXPECT_EQ(error.where(), "/strategy/class");
  EXPECT_EQ(error.hint(), "did you mean 'EveryNth'?");
}

TEST(Plugin, ClassOfAnotherKindIsRefused) {
  const Error error = failure(sample("RateFee"));
  EXPECT_EQ(error.code(), "wrong_kind");
  EXPECT_NE(error.message().find("is a fee_model, not a strategy"), std::string::npos) << error.message();
  EXPECT_THROW(load_fee_model(sample("RateSlippage"), kContext), Error);
  EXPECT_THROW(load_exit_resolver(sample("EveryNth"), kContext), Error);
}

TEST(Plugin, FailingConstructorsAreClearErrors) {
  const Error error = failure(sample("Unmakeable"));
  EXPECT_EQ(error.code(), "constructor_failed");
  EXPECT_NE(error.message().find("not today"), std::string::npos);
  EXPECT_EQ(failure(sample("ThrowsANumber")).code(), "constructor_failed");
}

TEST(Plugin, ObjectsOutliveTheirLibrary) {
  std::unique_ptr<BaseStrategy> strategy;
  {
    const PluginLibrary library(sample("EveryNth"), {kFolder});
    strategy = library.classes().strategies.front().make(Params{});
  }
  EXPECT_EQ(strategy->name(), "EveryNth");
}

}  // namespace
}  // namespace orchestrator
