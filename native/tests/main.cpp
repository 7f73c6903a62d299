// Runs the cases of a test program; arguments filter them by name.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "cpu/isa.h"

namespace {

constexpr std::array<std::string_view, 5> kKnownIsas{"avx512", "avx2", "sse42", "neon", "scalar"};

/// What CTest takes for "skipped".
constexpr int kSkipped = 77;

/// Whether LACUNA_ISA names a set that other processors have, but not this one.
bool asksForForeignIsa() {
  const char* const isa = std::getenv("LACUNA_ISA");
  return isa != nullptr && std::ranges::count(kKnownIsas, std::string_view(isa)) > 0 &&
         lacuna::cpu::kernelsOf(isa) == nullptr;
}

}  // namespace

int main(int count, char** arguments) {
  if (asksForForeignIsa()) {
    std::printf("skipped: this processor cannot run %s\n", std::getenv("LACUNA_ISA"));
    return kSkipped;
  }
  const std::vector<std::string> filters(arguments + 1, arguments + count);
  return lacuna::test::runCases(filters);
}
