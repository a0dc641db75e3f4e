// However pushes and pops alternate, the event queue gives the earliest event by (step, stage, proposal, order).
#include <set>
#include <tuple>
#include <vector>

#include "orchestrator/portfolio/event_queue.h"
#include "support/property.h"

namespace orchestrator {
namespace {

using Key = std::tuple<Step, Stage, std::uint64_t, std::uint16_t>;

Key key_of(const QueuedEvent& event) { return {event.step, event.stage, event.proposal_id, event.order}; }

/// Small numbers, so that events tie in every leading part of the key.
QueuedEvent some_event() {
  QueuedEvent event;
  event.step = *rc::gen::inRange<Step>(0, 4);
  event.stage = static_cast<Stage>(*rc::gen::inRange(0, 7));
  event.proposal_id = *rc::gen::inRange<std::uint64_t>(0, 3);
  event.order = *rc::gen::inRange<std::uint16_t>(0, 3);
  return event;
}

TEST(EventQueueProperty, PopsTheEarliest) {
  test_support::expect_property([] {
    EventQueue queue;
    std::multiset<Key> expected;
    // Twice as many pushes as pops, so that the heap grows, and what is left is popped too.
    const auto pushes = *rc::gen::container<std::vector<bool>>(rc::gen::weightedElement<bool>({{2, true}, {1, false}}));
    const auto pop_one = [&] {
      RC_ASSERT(queue.next_step() == std::get<Step>(*expected.begin()));
      RC_ASSERT(key_of(queue.pop()) == *expected.begin());
      expected.erase(expected.begin());
    };
    for (const bool push : pushes) {
      if (push || expected.empty()) {
        const QueuedEvent event = some_event();
        queue.push(event);
        expected.insert(key_of(event));
      } else {
        pop_one();
      }
      RC_ASSERT(queue.size() == expected.size());
    }
    while (!expected.empty()) pop_one();
    RC_ASSERT(queue.empty());
    RC_ASSERT(queue.next_step() == kNoStep);
  });
}

}  // namespace
}  // namespace orchestrator
