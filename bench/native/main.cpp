// lacuna_bench list                    every case, one JSON line each
// lacuna_bench run CASE [SECONDS]      the samples of one case and the peak of its instruction set
// lacuna_bench peaks [SECONDS]         the peak of every instruction set on one core and on all
#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench_case.h"
#include "binding/cores.h"
#include "cpu/isa.h"
#include "fma_peak.h"
#include "json_line.h"
#include "openblas.h"

namespace lacuna::bench {
namespace {

constexpr double kPeakSeconds = 0.2;

std::vector<Case> allCases() {
  std::vector<Case> cases;
  for (auto&& list : {kernelCases(), openBlasCases(), stepCases(), modelCases(), batchCases()}) {
    cases.insert(cases.end(), list.begin(), list.end());
  }
  return cases;
}

JsonLine described(const Case& item) {
  JsonLine line;
  line.text("name", item.name())
      .text("suite", item.suite)
      .text("subject", item.subject)
      .text("shape", item.shape)
      .text("implementation", item.implementation)
      .text("isa", item.isa)
      .number("threads", item.threads)
      .number("flops", item.flops)
      .number("bytes", item.bytes);
  return line;
}

void list() {
  for (const Case& item : allCases()) {
    described(item).print();
  }
}

void run(const std::string& name, double seconds) {
  const std::vector<Case> cases = allCases();
  const auto item = std::find_if(cases.begin(), cases.end(),
                                 [&](const Case& candidate) { return candidate.name() == name; });
  if (item == cases.end()) {
    throw std::invalid_argument("Expected a case of `list` but received " + name);
  }
  // Read once, when the first device is made.
  ::setenv("LACUNA_ISA", item->isa.c_str(), 1);
  const auto peak = fmaPeak(item->isa, item->threads, kPeakSeconds);
  JsonLine line = described(*item);
  line.numbers("seconds", item->measure(seconds));
  if (peak) {
    line.number("peak", *peak);
  }
  if (item->implementation == "openblas") {
    line.text("library", OpenBlas::find()->description());
  }
  line.print();
}

void peaks(double seconds) {
  for (const std::string_view isa : availableIsas()) {
    std::vector<unsigned> counts{1};
    if (availableCores() > 1) {
      counts.push_back(availableCores());
    }
    for (const unsigned threads : counts) {
      if (const auto peak = fmaPeak(isa, threads, seconds)) {
        JsonLine().text("isa", isa).number("threads", threads).number("peak", *peak).print();
      }
    }
  }
}

double secondsFrom(const std::vector<std::string>& arguments, std::size_t at, double otherwise) {
  if (arguments.size() <= at) {
    return otherwise;
  }
  std::size_t read = 0;
  double seconds = 0.0;
  try {
    seconds = std::stod(arguments[at], &read);
  } catch (const std::logic_error&) {
    read = 0;
  }
  if (read != arguments[at].size() || !(seconds > 0.0) || seconds > 3600.0) {
    throw std::invalid_argument("Expected a number above 0 for SECONDS but received " +
                                arguments[at]);
  }
  return seconds;
}

void main(const std::vector<std::string>& arguments) {
  if (arguments.size() == 1 && arguments[0] == "list") {
    list();
  } else if (arguments.size() >= 2 && arguments.size() <= 3 && arguments[0] == "run") {
    run(arguments[1], secondsFrom(arguments, 2, 1.0));
  } else if (!arguments.empty() && arguments.size() <= 2 && arguments[0] == "peaks") {
    peaks(secondsFrom(arguments, 1, kPeakSeconds));
  } else {
    throw std::invalid_argument("Expected list, run CASE [SECONDS] or peaks [SECONDS]");
  }
}

}  // namespace
}  // namespace lacuna::bench

int main(int count, char** arguments) {
  try {
    lacuna::bench::main({arguments + 1, arguments + count});
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
