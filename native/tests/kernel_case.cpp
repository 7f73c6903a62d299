#include "kernel_case.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string_view>

#include "cpu/isa.h"

namespace lacuna::test {
namespace {

using cpu::KernelTable;
using cpu::Range;

/// The set that LACUNA_ISA names, else all that run here.
std::vector<std::string_view> isasUnderTest() {
  const char* const isa = std::getenv("LACUNA_ISA");
  if (isa != nullptr && *isa != '\0') {
    return {currentIsa()};
  }
  return availableIsas();
}

template <class T>
void expectSame(const Guarded<T>& actual, const Guarded<T>& wanted, std::string_view what) {
  const auto a = actual.values();
  const auto b = wanted.values();
  expect(a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0, what);
}

void expectSameOutputs(const Operands& actual, const Operands& wanted, std::string_view what) {
  for (std::size_t i = 0; i < wanted.out.size(); ++i) {
    expectSame(actual.out[i], wanted.out[i], what);
  }
  for (std::size_t i = 0; i < wanted.sums.size(); ++i) {
    expectSame(actual.sums[i], wanted.sums[i], what);
  }
}

void expectNothingElseWritten(const Operands& before, const Operands& after) {
  for (std::size_t i = 0; i < before.in.size(); ++i) {
    expectSame(after.in[i], before.in[i], "inputs as they were");
  }
  for (std::size_t i = 0; i < before.in_sums.size(); ++i) {
    expectSame(after.in_sums[i], before.in_sums[i], "inputs as they were");
  }
  after.forEach([](const auto& operand) { operand.expectGuardsIntact("operand"); });
}

/// The operands after the kernel has worked on these ranges, one after the other.
Operands after(const KernelCase& c, const KernelTable& kernels, std::span<const Range> ranges) {
  Operands operands = c.operands;
  operands.forEach([](const auto& operand) { operand.close(); });
  for (const Range range : ranges) {
    c.call(kernels, operands, range);
  }
  operands.forEach([](const auto& operand) { operand.open(); });
  return operands;
}

std::vector<Range> piecesOf(std::size_t rows, std::size_t piece) {
  std::vector<Range> pieces;
  for (std::size_t begin = 0; begin < rows; begin += piece) {
    pieces.push_back({begin, std::min(begin + piece, rows)});
  }
  return pieces;
}

void checkOn(const KernelTable& kernels, const KernelCase& c) {
  const std::array whole{Range{0, c.rows}};
  const Operands result = after(c, kernels, whole);
  expectNothingElseWritten(c.operands, result);
  c.expectResult(c.operands, result);

  for (const std::size_t piece :
       {std::size_t{1}, std::size_t{5}, std::size_t{16}, kernels.tile_rows}) {
    if (piece >= c.rows || c.rows / piece > 1000) {
      continue;
    }
    // Both orders, so that a piece that writes into another one shows whichever side it lies on.
    std::vector<Range> pieces = piecesOf(c.rows, piece);
    expectSameOutputs(after(c, kernels, pieces), result,
                      "pieces of " + show(piece) + " rows to give the bits of the whole");
    std::ranges::reverse(pieces);
    expectSameOutputs(
        after(c, kernels, pieces), result,
        "pieces of " + show(piece) + " rows, last first, to give the bits of the whole");
  }

  if (kernels.name != "sse42") {  // which has no fused multiply-add
    expectSameOutputs(result, after(c, *cpu::kernelsOf("scalar"), whole),
                      "the bits of the scalar set");
  }
}

}  // namespace

Guarded<float> unset(std::size_t count) {
  return Guarded<float>(std::vector<float>(count, std::numeric_limits<float>::quiet_NaN()));
}

Guarded<double> unsetSums(std::size_t count) {
  return Guarded<double>(std::vector<double>(count, std::numeric_limits<double>::quiet_NaN()));
}

void check(const KernelCase& kernel_case) {
  for (const std::string_view isa : isasUnderTest()) {
    const Context context(kernel_case.name + " on " + std::string(isa));
    checkOn(*cpu::kernelsOf(isa), kernel_case);
  }
}

}  // namespace lacuna::test
