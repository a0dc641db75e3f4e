#include "orchestrator/engine/proposal_wire.h"

#include <array>
#include <string>
#include <utility>

#include "orchestrator/engine/plan_wire.h"
#include "orchestrator/engine/wire_bytes.h"

namespace orchestrator {
namespace {

constexpr std::uint32_t kMagic = 0x31574F53;  // "SOW1"
enum class WireKind : std::uint32_t { kProposals = 1, kError = 2, kCannotTravel = 3 };

/// A seed's fixed part. The details of those that have some follow after all seeds, in the same order.
struct WireSeed {
  std::uint32_t bar = 0;
  std::uint16_t symbol = 0;
  Signal signal = Signal::kNo;
  std::uint8_t has_details = 0;
};
static_assert(sizeof(WireSeed) == 8);

enum class WirePrice : std::uint8_t { kMissing, kNone, kSet };
/// kSameAgain: the plan of the newest details that had one.
enum class WirePlan : std::uint8_t { kNone, kFollows, kSameAgain };
constexpr std::array kErrorKinds = {ErrorKind::kConfiguration, ErrorKind::kData, ErrorKind::kStrategy, ErrorKind::kInternal,
                                    ErrorKind::kInterrupted};

/// A message whose header is completed when its content is.
class Message {
 public:
  Message(std::uint64_t job_number, WireKind kind) : header_{kMagic, static_cast<std::uint32_t>(kind), job_number, 0} {
    bytes_.resize(sizeof(WireHeader));
  }
  Message(const Message&) = delete;
  Message& operator=(const Message&) = delete;

  WireWriter& content() { return content_; }
  std::size_t content_bytes() const { return bytes_.size() - sizeof(WireHeader); }
  WireBytes finish() {
    header_.bytes = content_bytes();
    std::memcpy(bytes_.data(), &header_, sizeof header_);
    return std::move(bytes_);
  }

 private:
  WireHeader header_;
  WireBytes bytes_;
  WireWriter content_{bytes_};
};

void encode_price(const OptionalPrice& price, WireWriter& out) {
  out.put(price.is_set() ? WirePrice::kSet : price.is_none() ? WirePrice::kNone : WirePrice::kMissing);
  out.put(price.value());
}

OptionalPrice decode_price(WireReader& in) {
  const auto state = in.take_choice(WirePrice::kSet);
  const auto value = in.take<double>();
  if (state == WirePrice::kSet) return {value};
  return state == WirePrice::kNone ? OptionalPrice::none() : OptionalPrice();
}

/// Writes the details of decisions; a plan that decisions in a row share is written once.
class DetailsWriter {
 public:
  explicit DetailsWriter(WireWriter& out) : out_(out) {}

  void put(const DecisionDetails& details) {
    encode_price(details.entry_price, out_);
    encode_price(details.tp_price, out_);
    encode_price(details.sl_price, out_);
    out_.put(details.confidence);
    out_.put_text(details.meta ? *details.meta : std::string());
    out_.put_text(details.strategy_name ? *details.strategy_name : std::string());
    put_plan(details.plan.get());
  }

 private:
  void put_plan(const TradePlan* plan) {
    const bool again = plan && plan == last_;
    out_.put(again ? WirePlan::kSameAgain : plan ? WirePlan::kFollows : WirePlan::kNone);
    if (!plan || again) return;
    encode_plan(*plan, out_);
    last_ = plan;
  }

  WireWriter& out_;
  const TradePlan* last_ = nullptr;
};

/// Reads what a DetailsWriter wrote.
class DetailsReader {
 public:
  explicit DetailsReader(WireReader& in) : in_(in) {}

  void take(Decision& decision) {
    decision.entry_price = decode_price(in_);
    decision.tp_price = decode_price(in_);
    decision.sl_price = decode_price(in_);
    decision.confidence = in_.take<double>();
    decision.meta = in_.take_text();
    decision.strategy_name = in_.take_text();
    decision.plan = take_plan();
  }

 private:
  std::shared_ptr<const TradePlan> take_plan() {
    const WirePlan kind = in_.take_choice(WirePlan::kSameAgain);
    if (kind == WirePlan::kNone) return nullptr;
    if (kind == WirePlan::kFollows) last_ = std::make_shared<const TradePlan>(decode_plan(in_));
    if (!last_) throw bad_worker_message("a plan is referred to that was not there");
    return last_;
  }

  WireReader& in_;
  std::shared_ptr<const TradePlan> last_;
};

void check_seed(const WireSeed& seed, std::uint32_t least_bar, const Job& job) {
  if (seed.bar >= job.size()) throw bad_worker_message("a bar that the job does not have");
  if (seed.bar < least_bar) throw bad_worker_message("bars go back");
  if (seed.symbol >= job.symbols.size()) throw bad_worker_message("a symbol that the job does not have");
  if (seed.signal != Signal::kBuy && seed.signal != Signal::kSell) throw bad_worker_message("a signal that does not exist");
  if (seed.has_details > 1) throw bad_worker_message("a choice that does not exist");
}

WireSeed take_seed(WireReader& in) {
  WireSeed seed;
  seed.bar = in.take<std::uint32_t>();
  seed.symbol = in.take<std::uint16_t>();
  seed.signal = in.take_choice(Signal::kSell);
  seed.has_details = in.take<std::uint8_t>();
  return seed;
}

/// Emits the decisions once more, on the job's own bars: what a decision must fulfil is looked at again there.
void replay(WireReader seeds, WireReader& in, std::uint64_t count, const Job& job, ProposalLog& log) {
  DetailsReader details(in);
  std::uint32_t least_bar = 0;
  for (std::uint64_t k = 0; k < count; ++k) {
    const WireSeed seed = take_seed(seeds);
    check_seed(seed, least_bar, job);
    least_bar = seed.bar;
    if (seed.has_details == 0 && seed.symbol == 0) {
      log.emit(seed.bar, seed.signal);
      continue;
    }
    Decision decision;
    decision.signal = seed.signal;
    decision.symbol = seed.symbol;
    if (seed.has_details == 1) details.take(decision);
    log.emit(seed.bar, std::move(decision));
  }
}

JobProposals decode_proposals(WireReader in, const Job& job) {
  JobProposals result{ProposalLog(job.bars), in.take<std::uint64_t>()};
  if (result.strategy_errors > job.size() + 1) throw bad_worker_message("more errors than there are bars");
  const std::uint64_t count = in.take_count(sizeof(WireSeed));
  const WireReader seeds(in.take_bytes(count * sizeof(WireSeed)));
  result.proposals.reserve(count);
  try {
    replay(seeds, in, count, job, result.proposals);
  } catch (const Error& error) {
    if (error.code() != "bad_decision") throw;
    throw bad_worker_message(error.message());
  }
  in.expect_end();
  return result;
}

Error decode_error(WireReader in) {
  const auto kind = kErrorKinds[in.take_choice(static_cast<std::uint8_t>(kErrorKinds.size() - 1))];
  std::string code = in.take_text(), message = in.take_text(), where = in.take_text(), hint = in.take_text(), details = in.take_text();
  in.expect_end();
  if (code.empty()) throw bad_worker_message("an error without a code");
  return Error(kind, std::move(code), std::move(message), std::move(where), std::move(hint)).with_details(std::move(details));
}

}  // namespace

WireBytes encode_proposals(std::uint64_t job_number, const Job& job) {
  Message message(job_number, WireKind::kProposals);
  WireWriter& out = message.content();
  const auto& seeds = job.proposals.seeds();
  out.put(job.strategy_errors);
  out.put<std::uint64_t>(seeds.size());
  for (const ProposalSeed& seed : seeds) {
    out.put(WireSeed{seed.bar, seed.symbol, seed.signal, static_cast<std::uint8_t>(job.proposals.details(seed) ? 1 : 0)});
  }
  DetailsWriter details(out);
  for (const ProposalSeed& seed : seeds) {
    if (const DecisionDetails* const some = job.proposals.details(seed)) details.put(*some);
    if (message.content_bytes() > longest_answer(job)) return encode_cannot_travel(job_number);
  }
  return message.finish();
}

WireBytes encode_error(std::uint64_t job_number, const Error& error) {
  Message message(job_number, WireKind::kError);
  std::uint8_t kind = 0;
  while (kErrorKinds.at(kind) != error.kind()) ++kind;
  message.content().put(kind);
  for (const std::string* text : {&error.code(), &error.message(), &error.where(), &error.hint(), &error.details()}) {
    message.content().put_text(*text);
  }
  return message.finish();
}

WireBytes encode_cannot_travel(std::uint64_t job_number) { return Message(job_number, WireKind::kCannotTravel).finish(); }

std::uint64_t longest_answer(const Job& job) {
  constexpr std::uint64_t kOfAnyJob = std::uint64_t{64} << 20, kOfABar = std::uint64_t{64} << 10;
  return kOfAnyJob + kOfABar * job.size() * job.symbols.size();
}

WireHeader decode_header(std::span<const std::byte> bytes, std::uint64_t job_number, const Job& job) {
  const auto header = WireReader(bytes).take<WireHeader>();
  if (header.magic != kMagic) throw bad_worker_message("it does not begin like one");
  if (header.kind < static_cast<std::uint32_t>(WireKind::kProposals) || header.kind > static_cast<std::uint32_t>(WireKind::kCannotTravel)) {
    throw bad_worker_message("a kind that does not exist");
  }
  if (header.job != job_number) throw bad_worker_message("it is for another job");
  if (header.bytes > longest_answer(job)) throw bad_worker_message("it is too long");
  return header;
}

WorkerAnswer decode_answer(const WireHeader& header, std::span<const std::byte> content, const Job& job) {
  const WireReader in(content);
  switch (static_cast<WireKind>(header.kind)) {
    case WireKind::kProposals:
      return decode_proposals(in, job);
    case WireKind::kError:
      return decode_error(in);
    case WireKind::kCannotTravel:
      in.expect_end();
      return JobCannotTravel{};
  }
  throw bad_worker_message("a kind that does not exist");
}

}  // namespace orchestrator
