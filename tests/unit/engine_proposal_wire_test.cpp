// The bytes in which worker processes answer: everything a decision says comes back, and nothing else can be made of them.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "orchestrator/engine/proposal_wire.h"
#include "support/process_run.h"
#include "support/random_decisions.h"
#include "support/random_seed.h"

namespace orchestrator {
namespace {

constexpr std::uint64_t kJob = 7;

Job job_of(std::size_t symbols, std::size_t bars) {
  Job job;
  for (std::size_t s = 0; s < symbols; ++s) {
    job.joined.push_back(test_support::minute_bars(s, bars));
    job.symbols.push_back(static_cast<std::uint32_t>(s));
    job.bars.push_back(job.joined.back());
  }
  job.proposals = ProposalLog(job.bars);
  return job;
}

Job random_job(std::mt19937_64& random) {
  Job job = job_of(1 + random() % 3, 1 + random() % 60);
  for (std::size_t bar = 0; bar < job.size(); ++bar) {
    for (auto left = random() % 3; left > 0; --left) {
      job.proposals.emit(bar, test_support::random_decision(random, job.bars[0].close[bar], job.symbols.size()));
    }
    // Decisions in a row with one plan, and decisions that were taken back.
    if (random() % 10 == 0) job.proposals.shrink_to(job.proposals.seeds().size() / 2 * 2);
  }
  job.strategy_errors = random() % job.size();
  return job;
}

WorkerAnswer decode(const WireBytes& message, const Job& job) {
  const WireHeader header = decode_header(message, kJob, job);
  return decode_answer(header, std::span(message).subspan(sizeof(WireHeader)), job);
}

void expect_equal(const OptionalPrice& a, const OptionalPrice& b) {
  EXPECT_EQ(a.is_set(), b.is_set());
  EXPECT_EQ(a.is_none(), b.is_none());
  if (a.is_set()) {
    EXPECT_EQ(a.value(), b.value());
  }
}

void expect_equal(const OrderLeg& a, const OrderLeg& b) {
  EXPECT_EQ(a.fraction, b.fraction);
  EXPECT_EQ(a.offset, b.offset);
  EXPECT_EQ(a.reference.index(), b.reference.index());
  if (const auto* named = std::get_if<NamedReference>(&a.reference)) {
    EXPECT_EQ(*named, std::get<NamedReference>(b.reference));
  } else {
    EXPECT_EQ(std::get<double>(a.reference), std::get<double>(b.reference));
  }
  EXPECT_EQ(a.tif, b.tif);
  EXPECT_EQ(a.expire_bars, b.expire_bars);
  ASSERT_EQ(a.start.when.index(), b.start.when.index());
  if (const auto* when = std::get_if<std::int64_t>(&a.start.when)) {
    EXPECT_EQ(*when, std::get<std::int64_t>(b.start.when));
  }
  EXPECT_EQ(a.start.is_time, b.start.is_time);
}

void expect_equal(const TradePlan* a, const TradePlan* b) {
  ASSERT_EQ(a == nullptr, b == nullptr);
  if (!a) return;
  EXPECT_EQ(a->crossing_policy, b->crossing_policy);
  EXPECT_EQ(a->max_holding_bars, b->max_holding_bars);
  EXPECT_EQ(a->trailing_stop_pct, b->trailing_stop_pct);
  EXPECT_FALSE(b->exit_resolver);
  ASSERT_EQ(a->legs.size(), b->legs.size());
  for (std::size_t k = 0; k < a->legs.size(); ++k) expect_equal(a->legs[k], b->legs[k]);
}

void expect_equal(const DecisionDetails* a, const DecisionDetails* b) {
  ASSERT_EQ(a == nullptr, b == nullptr);
  if (!a) return;
  expect_equal(a->entry_price, b->entry_price);
  expect_equal(a->tp_price, b->tp_price);
  expect_equal(a->sl_price, b->sl_price);
  EXPECT_EQ(a->confidence, b->confidence);
  EXPECT_EQ(a->meta ? *a->meta : "", b->meta ? *b->meta : "");
  EXPECT_EQ(a->meta == nullptr, b->meta == nullptr);
  EXPECT_EQ(a->strategy_name ? *a->strategy_name : "", b->strategy_name ? *b->strategy_name : "");
  expect_equal(a->plan.get(), b->plan.get());
}

void expect_equal(const ProposalLog& a, const ProposalLog& b) {
  ASSERT_EQ(a.seeds().size(), b.seeds().size());
  for (std::size_t k = 0; k < a.seeds().size(); ++k) {
    const ProposalSeed &x = a.seeds()[k], &y = b.seeds()[k];
    EXPECT_EQ(x.bar, y.bar);
    EXPECT_EQ(x.symbol, y.symbol);
    EXPECT_EQ(x.signal, y.signal);
    EXPECT_EQ(x.close, y.close);
    expect_equal(a.details(x), b.details(y));
  }
}

TEST(ProposalWire, EverythingComesBack) {
  const unsigned seed = test_support::random_seed();
  SCOPED_TRACE("ORCHESTRATOR_TEST_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  std::size_t decisions = 0, plans = 0;
  for (int k = 0; k < 500; ++k) {
    const Job job = random_job(random);
    const WorkerAnswer answer = decode(encode_proposals(kJob, job), job);
    const auto* const back = std::get_if<JobProposals>(&answer);
    ASSERT_NE(back, nullptr);
    EXPECT_EQ(back->strategy_errors, job.strategy_errors);
    expect_equal(job.proposals, back->proposals);
    if (HasFailure()) return;
    decisions += job.proposals.seeds().size();
    for (const ProposalSeed& s : job.proposals.seeds()) plans += job.proposals.details(s) && job.proposals.details(s)->plan ? 1 : 0;
  }
  EXPECT_GT(decisions, 2000U);
  EXPECT_GT(plans, 200U);
}

TEST(ProposalWire, APlanThatDecisionsShareIsSentOnceAndSharedAgain) {
  Job job = job_of(1, 100);
  const auto plan = std::make_shared<const TradePlan>();
  for (std::size_t bar = 0; bar < 100; ++bar) {
    Decision decision;
    decision.signal = Signal::kBuy;
    decision.plan = plan;
    job.proposals.emit(bar, decision);
  }
  const auto back = std::get<JobProposals>(decode(encode_proposals(kJob, job), job));
  const auto plan_of = [&](std::size_t k) { return back.proposals.details(back.proposals.seeds()[k])->plan; };
  for (std::size_t k = 1; k < 100; ++k) EXPECT_EQ(plan_of(k), plan_of(0));
}

TEST(ProposalWire, ErrorsComeBack) {
  const Job job = job_of(1, 5);
  for (const ErrorKind kind :
       {ErrorKind::kConfiguration, ErrorKind::kData, ErrorKind::kStrategy, ErrorKind::kInternal, ErrorKind::kInterrupted}) {
    const Error error = Error(kind, "some_code", "what, exactly\n", "S0 1m", "").with_details(std::string("line\0line", 9));
    const auto back = std::get<Error>(decode(encode_error(kJob, error), job));
    EXPECT_EQ(back.kind(), kind);
    EXPECT_EQ(back.code(), error.code());
    EXPECT_EQ(back.message(), error.message());
    EXPECT_EQ(back.where(), error.where());
    EXPECT_EQ(back.hint(), error.hint());
    EXPECT_EQ(back.details(), error.details());
  }
}

TEST(ProposalWire, GivingUpComesBack) {
  const Job job = job_of(1, 5);
  EXPECT_TRUE(std::holds_alternative<JobCannotTravel>(decode(encode_cannot_travel(kJob), job)));
}

TEST(ProposalWire, WhatWouldBeTooLongDoesNotTravel) {
  Job job = job_of(1, 5);
  Decision decision;
  decision.signal = Signal::kBuy;
  decision.meta = std::string(longest_answer(job), 'x');
  job.proposals.emit(1, decision);
  EXPECT_TRUE(std::holds_alternative<JobCannotTravel>(decode(encode_proposals(kJob, job), job)));
}

/// Why the bytes are no answer; empty: they are one.
std::string refusal(const WireBytes& message, const Job& job) {
  try {
    decode(message, job);
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kStrategy);
    EXPECT_EQ(error.code(), "bad_worker_message");
    return error.message();
  }
}

/// A message of three bare decisions with one number overwritten.
class Forged : public ::testing::Test {
 protected:
  static constexpr std::size_t kErrors = sizeof(WireHeader), kCount = kErrors + 8, kSeeds = kCount + 8, kSeed = 8;

  Forged() {
    for (const std::size_t bar : {1, 2, 2}) job_.proposals.emit(bar, Signal::kBuy);
    message_ = encode_proposals(kJob, job_);
  }
  template <typename T>
  std::string with(std::size_t place, T number) const {
    WireBytes forged = message_;
    std::memcpy(forged.data() + place, &number, sizeof number);
    return refusal(forged, job_);
  }

  Job job_ = job_of(1, 5);
  WireBytes message_;
};

TEST_F(Forged, NothingIsRefusedWhereNothingIsForged) { EXPECT_EQ(refusal(message_, job_), ""); }

TEST_F(Forged, Headers) {
  EXPECT_NE(with(offsetof(WireHeader, magic), std::uint32_t{1}), "");
  for (const std::uint32_t kind : {0U, 4U, 0xFFFFFFFFU}) EXPECT_NE(with(offsetof(WireHeader, kind), kind), "");
  EXPECT_NE(with(offsetof(WireHeader, kind), std::uint32_t{2}), "") << "read as an error";
  EXPECT_NE(with(offsetof(WireHeader, kind), std::uint32_t{3}), "") << "read as giving up";
  EXPECT_NE(with(offsetof(WireHeader, job), kJob + 1), "");
  EXPECT_NE(with(offsetof(WireHeader, bytes), longest_answer(job_) + 1), "");
}

TEST_F(Forged, Counts) {
  EXPECT_NE(with(kErrors, std::uint64_t{7}), "");
  for (const std::uint64_t count : {2ULL, 4ULL, 1ULL << 61, ~0ULL}) EXPECT_NE(with(kCount, count), "") << count;
}

TEST_F(Forged, Seeds) {
  EXPECT_NE(with(kSeeds, std::uint32_t{5}), "") << "a bar after the last";
  EXPECT_NE(with(kSeeds, std::uint32_t{3}), "") << "bars go back";
  EXPECT_NE(with(kSeeds + 4, std::uint16_t{1}), "") << "no such symbol";
  for (const std::uint8_t signal : {0, 3, 255}) EXPECT_NE(with(kSeeds + 6, signal), "") << "no such signal";
  EXPECT_NE(with(kSeeds + 7, std::uint8_t{1}), "") << "details that are not there";
  EXPECT_NE(with(kSeeds + 7, std::uint8_t{2}), "");
}

TEST_F(Forged, Lengths) {
  for (std::size_t size = 0; size < message_.size(); ++size) {
    const WireBytes cut(message_.begin(), message_.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_NE(refusal(cut, job_), "") << size;
  }
  WireBytes longer = message_;
  longer.push_back({});
  EXPECT_NE(refusal(longer, job_), "");
}

TEST_F(Forged, PricesAndTheConfidence) {
  Job job = job_of(1, 5);
  Decision decision;
  decision.signal = Signal::kBuy;
  decision.entry_price = decision.tp_price = decision.sl_price = 100;
  job.proposals.emit(1, decision);
  const WireBytes good = encode_proposals(kJob, job);
  EXPECT_EQ(refusal(good, job), "");
  constexpr std::size_t kDetails = kSeeds + kSeed;
  for (const double bad : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
    for (const std::size_t place : {kDetails + 1, kDetails + 10, kDetails + 19}) {
      WireBytes forged = good;
      std::memcpy(forged.data() + place, &bad, sizeof bad);
      EXPECT_NE(refusal(forged, job), "") << bad << " at " << place;
    }
  }
  WireBytes forged = good;
  const double nan = std::nan("");
  std::memcpy(forged.data() + kDetails + 27, &nan, sizeof nan);
  EXPECT_NE(refusal(forged, job), "") << "a confidence";
}

WireBytes mutated(WireBytes bytes, std::mt19937_64& random) {
  for (auto left = 1 + random() % 4; left > 0; --left) {
    const std::size_t place = random() % bytes.size();
    switch (random() % 6) {
      case 0:
        bytes[place] ^= static_cast<std::byte>(1U << random() % 8);
        break;
      case 1:
        bytes[place] = static_cast<std::byte>(random() % 2 ? 0xFF : 0);
        break;
      case 2:
        bytes.resize(std::max<std::size_t>(place, 1));
        break;
      case 3:
        bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(place), 1 + random() % 9, static_cast<std::byte>(random()));
        break;
      case 4:
        bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(place));
        bytes.push_back({});
        break;
      default:
        bytes[place] = static_cast<std::byte>(random());
    }
  }
  return bytes;
}

void expect_sound(const JobProposals& answer, const Job& job) {
  std::size_t least = 0;
  for (const ProposalSeed& seed : answer.proposals.seeds()) {
    ASSERT_LT(seed.bar, job.size());
    ASSERT_GE(seed.bar, least);
    ASSERT_LT(seed.symbol, job.symbols.size());
    ASSERT_TRUE(seed.signal == Signal::kBuy || seed.signal == Signal::kSell);
    ASSERT_EQ(seed.close, job.bars[seed.symbol].close[seed.bar]);
    least = seed.bar;
    const DecisionDetails* const details = answer.proposals.details(seed);
    if (!details) continue;
    for (const OptionalPrice& price : {details->entry_price, details->tp_price, details->sl_price}) {
      ASSERT_TRUE(!price.is_set() || (std::isfinite(price.value()) && price.value() > 0));
    }
    ASSERT_TRUE(std::isfinite(details->confidence));
    if (details->plan) {
      ASSERT_FALSE(holds_functions(*details->plan));
    }
  }
}

TEST(ProposalWire, MutatedMessagesAreRefusedOrSound) {
  const unsigned seed = test_support::random_seed();
  SCOPED_TRACE("ORCHESTRATOR_TEST_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  int refused = 0, sound = 0;
  for (int k = 0; k < 400; ++k) {
    const Job job = random_job(random);
    const WireBytes good =
        random() % 10 == 0 ? encode_error(kJob, strategy_error("code", "message", "where", "hint")) : encode_proposals(kJob, job);
    for (int n = 0; n < 50; ++n) {
      WireBytes message = mutated(good, random);
      if (random() % 4 && message.size() > sizeof(WireHeader)) {
        // Most bytes are behind the header: let it be right.
        std::memcpy(message.data(), good.data(), sizeof(WireHeader));
      }
      try {
        const WorkerAnswer answer = decode(message, job);
        if (const auto* const proposals = std::get_if<JobProposals>(&answer)) expect_sound(*proposals, job);
        ++sound;
      } catch (const Error& error) {
        ASSERT_EQ(error.code(), "bad_worker_message");
        ++refused;
      }
      if (HasFailure()) return;
    }
  }
  EXPECT_GT(refused, 5000);
  EXPECT_GT(sound, 500);
}

}  // namespace
}  // namespace orchestrator
