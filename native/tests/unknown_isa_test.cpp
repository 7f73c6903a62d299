// LACUNA_ISA names a set that no processor has (CTest sets it).
#include "check.h"
#include "cpu/cpu_device.h"
#include "cpu/isa.h"

namespace lacuna::test {
namespace {

const Case kUnknown("an unknown instruction set is refused by name, every time it is asked for",
                    [] {
                      for (int round = 0; round < 2; ++round) {
                        expectError(ErrorCode::invalid_argument,
                                    "for LACUNA_ISA but received quantum",
                                    [] { static_cast<void>(currentIsa()); });
                        expectError(ErrorCode::invalid_argument, "Expected one of ",
                                    [] { makeCpuDevice(1); });
                      }
                    });

const Case kAvailable("the sets that could be used are named all the same", [] {
  expect(!availableIsas().empty(), "at least one set");
  expectEqual(availableIsas().back(), std::string_view("scalar"), "the last resort");
});

}  // namespace
}  // namespace lacuna::test
