// Properties that RapidCheck tries on a hundred random inputs; of one that fails it shows the smallest input that still does.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <sstream>
#include <string>
#include <unordered_map>

#include "random_seed.h"

namespace orchestrator::test_support {

/// `property` takes what it wants RapidCheck to make up, and judges with RC_ASSERT.
template <typename Property>
void expect_property(Property property) {
  // As rapidcheck/gtest.h does it, but with the seed that every random test here takes, and silent unless it fails.
  rc::detail::TestParams params;
  params.seed = random_seed();
  rc::detail::TestListenerAdapter silent;
  const std::unordered_map<std::string, rc::detail::Reproduce> none_to_reproduce;
  const rc::detail::TestResult result = rc::detail::checkTestable(property, rc::detail::TestMetadata{}, params, silent, none_to_reproduce);
  if (result.template is<rc::detail::SuccessResult>()) return;
  std::ostringstream told;
  rc::detail::printResultMessage(result, told);
  ADD_FAILURE() << "ORCHESTRATOR_TEST_SEED=" << params.seed << "\n" << told.str();
}

}  // namespace orchestrator::test_support
