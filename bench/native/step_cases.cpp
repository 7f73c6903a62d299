// Training steps through solve(), timed from report to report.
#include <string>

#include "bench_case.h"
#include "binding/cores.h"
#include "cpu/isa.h"
#include "problem.h"
#include "step_clock.h"

namespace lacuna::bench {
namespace {

Case stepCase(std::string_view isa, std::uint32_t rows, std::uint32_t cols, unsigned threads) {
  return {.suite = "step",
          .subject = "airnet-step",
          .shape = std::to_string(rows) + 'x' + std::to_string(cols),
          .implementation = "lacuna",
          .isa = std::string(isa),
          .threads = threads,
          .flops = airnetStepFlops(rows, cols),
          .bytes = 0.0,
          .measure = [=](double budget) {
            const Picture data = picture(rows, cols, 1);
            return timeSteps(airnetSpec(rows, cols, kEndless), data.observed(), threads, budget);
          }};
}

/// The size of MovieLens-1M: a million entries observed, X never formed.
Case sparseStepCase(std::string_view isa, unsigned threads) {
  constexpr std::uint32_t kRows = 6040;
  constexpr std::uint32_t kCols = 3952;
  constexpr std::uint32_t kWidth = 32;
  constexpr std::size_t kObserved = 1000000;
  return {.suite = "step",
          .subject = "airnet-sparse-step",
          .shape = std::to_string(kRows) + 'x' + std::to_string(kCols),
          .implementation = "lacuna",
          .isa = std::string(isa),
          .threads = threads,
          .flops = sparseStepFlops(kRows, kCols, kWidth, kObserved),
          .bytes = 0.0,
          .measure = [=](double budget) {
            const Listing data = listing(kRows, kCols, kObserved, 1);
            return timeSteps(sparseSpec(kRows, kCols, kWidth, kEndless), data.observed(), threads,
                             budget);
          }};
}

}  // namespace

std::vector<Case> stepCases() {
  constexpr std::uint32_t kShapes[][2] = {{64, 64},   {128, 128}, {150, 200},
                                          {240, 240}, {512, 512}, {1024, 1024}};
  const unsigned cores = availableCores();
  std::vector<Case> cases;
  for (const std::string_view isa : availableIsas()) {
    if (isa == "scalar") {
      continue;
    }
    for (const auto& [rows, cols] : kShapes) {
      cases.push_back(stepCase(isa, rows, cols, 1));
      if (cores > 1) {
        cases.push_back(stepCase(isa, rows, cols, cores));
      }
    }
  }
  for (const unsigned threads : cores > 1 ? std::vector{1U, cores} : std::vector{1U}) {
    cases.push_back(sparseStepCase(availableIsas().front(), threads));
  }
  return cases;
}

}  // namespace lacuna::bench
