// What reaches the reader, and when it is woken.
#include "binding/mailbox.h"

#include "check.h"

namespace lacuna::test {
namespace {

JobProgress progressAt(std::uint64_t step) { return JobProgress{step, {1.0}, 0.5}; }

JobFailure failure() { return JobFailure{ErrorCode::internal, "meant"}; }

const Case kLatest("the latest progress replaces older, and each is read once", [] {
  int wakes = 0;
  Mailbox mailbox([&] { ++wakes; });
  mailbox.post(progressAt(1));
  mailbox.post(progressAt(2));
  expectEqual(wakes, 2, "wakes");
  expectEqual(mailbox.beginReading().value().step, std::uint64_t{2}, "step");
  expect(!mailbox.endReading().has_value(), "no result");
  expect(!mailbox.beginReading().has_value(), "nothing new");
  mailbox.endReading();
});

const Case kReading("a reader is not woken while it reads, and a result is not lost by that", [] {
  int wakes = 0;
  Mailbox mailbox([&] { ++wakes; });
  mailbox.post(progressAt(1));
  mailbox.beginReading();
  mailbox.post(progressAt(2));
  mailbox.post(failure());
  expectEqual(wakes, 1, "wakes while reading");
  expect(mailbox.endReading().has_value(), "the result at the end of the reading");
  mailbox.post(progressAt(3));
  expectEqual(wakes, 2, "wakes after reading");
});

const Case kClosed("a closed mailbox wakes nobody", [] {
  int wakes = 0;
  Mailbox mailbox([&] { ++wakes; });
  mailbox.close();
  mailbox.post(progressAt(1));
  mailbox.post(failure());
  expectEqual(wakes, 0, "wakes");
  mailbox.beginReading();
  expect(mailbox.endReading().has_value(), "the result to be there all the same");
});

}  // namespace
}  // namespace lacuna::test
