// A small test harness: cases register themselves, and an expectation that fails prints where it
// stands and the values that it saw. NaN never fulfils an expectation.
#pragma once

#include <functional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "support/error.h"

namespace lacuna::test {

/// Where an expectation stands. Not std::source_location, which older Clang does not have.
struct Where {
  const char* file;
  int line;

  static constexpr Where current(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    return {file, line};
  }
};

/// Registers a case under a name. To be made at namespace scope.
struct Case {
  Case(std::string name, std::function<void()> body);
};

/// Runs the cases whose names contain one of the filters (all when there are none), prints each
/// failure and "N passed, N failed". Exit status: 0 when at least one case ran and none failed.
int runCases(std::span<const std::string> filters);

/// Says what the expectations in its scope are about, for their messages.
class Context {
 public:
  explicit Context(std::string text);
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context();
};

/// Notes a failure of the running case; a case that ends with one has failed.
void fail(std::string_view message, Where where);

/// Failures of the running case so far.
std::size_t failures();

/// The text of a value, with all its digits.
template <class T>
std::string show(const T& value) {
  std::ostringstream text;
  text.precision(17);
  text << value;
  return text.str();
}

inline void expect(bool condition, std::string_view what, Where where = Where::current()) {
  if (!condition) {
    fail("expected " + std::string(what), where);
  }
}

template <class A, class B>
void expectEqual(const A& actual, const B& wanted, std::string_view what,
                 Where where = Where::current()) {
  if (!(actual == wanted)) {
    fail(std::string(what) + ": expected " + show(wanted) + " but received " + show(actual), where);
  }
}

/// actual <= limit.
inline void expectAtMost(double actual, double limit, std::string_view what,
                         Where where = Where::current()) {
  if (!(actual <= limit)) {
    fail(std::string(what) + ": expected at most " + show(limit) + " but received " + show(actual),
         where);
  }
}

/// |actual − wanted| <= tolerance.
inline void expectClose(double actual, double wanted, double tolerance, std::string_view what,
                        Where where = Where::current()) {
  const double distance = actual < wanted ? wanted - actual : actual - wanted;
  if (!(distance <= tolerance)) {
    fail(std::string(what) + ": expected " + show(wanted) + " to within " + show(tolerance) +
             " but received " + show(actual),
         where);
  }
}

/// The same length and the same bytes.
void expectSameBits(std::span<const float> actual, std::span<const float> wanted,
                    std::string_view what, Where where = Where::current());

/// max|actual − wanted| / max|wanted|; NaN when the lengths differ or anything is not finite, 0 for
/// 0 against 0.
double relativeError(std::span<const float> actual, std::span<const double> wanted);

/// `action` throws lacuna::Error with that code and a message that contains `fragment`.
void expectError(ErrorCode code, std::string_view fragment, const std::function<void()>& action,
                 Where where = Where::current());

}  // namespace lacuna::test
