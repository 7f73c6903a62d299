#include "check.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <exception>
#include <limits>
#include <utility>

namespace lacuna::test {
namespace {

struct Registered {
  std::string name;
  std::function<void()> body;
};

/// A case that fails in a loop says so a few times only.
constexpr std::size_t kMostMessages = 10;

std::vector<Registered>& registry() {
  static std::vector<Registered> cases;
  return cases;
}

std::vector<std::string>& contexts() {
  static std::vector<std::string> texts;
  return texts;
}

std::size_t& failureCount() {
  static std::size_t count = 0;
  return count;
}

bool wanted(const std::string& name, std::span<const std::string> filters) {
  return filters.empty() || std::ranges::any_of(filters, [&](const std::string& filter) {
           return name.find(filter) != std::string::npos;
         });
}

/// Whether the case passes.
bool passes(const Registered& registered) {
  failureCount() = 0;
  try {
    registered.body();
  } catch (const std::exception& error) {
    fail(std::string("expected no exception but received: ") + error.what(), Where::current());
  }
  contexts().clear();
  if (failureCount() > 0) {
    std::printf("FAILED %s (%zu expectations)\n", registered.name.c_str(), failureCount());
  }
  return failureCount() == 0;
}

}  // namespace

Case::Case(std::string name, std::function<void()> body) {
  registry().push_back({std::move(name), std::move(body)});
}

int runCases(std::span<const std::string> filters) {
  std::size_t passed = 0;
  std::size_t failed = 0;
  for (const Registered& registered : registry()) {
    if (wanted(registered.name, filters)) {
      ++(passes(registered) ? passed : failed);
    }
  }
  std::printf("%zu passed, %zu failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}

Context::Context(std::string text) { contexts().push_back(std::move(text)); }

Context::~Context() {
  if (!contexts().empty()) {
    contexts().pop_back();
  }
}

void fail(std::string_view message, Where where) {
  ++failureCount();
  if (failureCount() > kMostMessages) {
    return;
  }
  std::string about;
  for (const std::string& context : contexts()) {
    about += context + ": ";
  }
  std::printf("%s:%d: %s%.*s\n", where.file, where.line, about.c_str(),
              static_cast<int>(message.size()), message.data());
}

std::size_t failures() { return failureCount(); }

void expectSameBits(std::span<const float> actual, std::span<const float> wanted,
                    std::string_view what, Where where) {
  if (actual.size() != wanted.size()) {
    fail(std::string(what) + ": expected " + show(wanted.size()) + " values but received " +
             show(actual.size()),
         where);
    return;
  }
  for (std::size_t i = 0; i < actual.size(); ++i) {
    if (std::memcmp(&actual[i], &wanted[i], sizeof(float)) != 0) {
      fail(std::string(what) + ": expected " + show(wanted[i]) + " at " + show(i) +
               " but received " + show(actual[i]),
           where);
      return;
    }
  }
}

double relativeError(std::span<const float> actual, std::span<const double> wanted) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  if (actual.size() != wanted.size()) {
    return kNaN;
  }
  double largest = 0.0;
  double difference = 0.0;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    if (!std::isfinite(actual[i]) || !std::isfinite(wanted[i])) {
      return kNaN;
    }
    largest = std::max(largest, std::abs(wanted[i]));
    difference = std::max(difference, std::abs(static_cast<double>(actual[i]) - wanted[i]));
  }
  return difference == 0.0 ? 0.0 : difference / largest;
}

void expectError(ErrorCode code, std::string_view fragment, const std::function<void()>& action,
                 Where where) {
  try {
    action();
  } catch (const Error& error) {
    expectEqual(static_cast<int>(error.code()), static_cast<int>(code), "error code", where);
    const std::string_view message = error.what();
    expect(message.find(fragment) != std::string_view::npos,
           "a message with \"" + std::string(fragment) + "\", not \"" + std::string(message) + "\"",
           where);
    return;
  }
  fail("expected an error with \"" + std::string(fragment) + "\"", where);
}

}  // namespace lacuna::test
