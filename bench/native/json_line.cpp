#include "json_line.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace lacuna::bench {
namespace {

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
    }
    result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return result + '"';
}

std::string decimal(double value) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return {digits.data(), end.ptr};
}

}  // namespace

void JsonLine::key(std::string_view key) {
  members_ += members_.empty() ? "" : ",";
  members_ += quoted(key) + ':';
}

JsonLine& JsonLine::text(std::string_view name, std::string_view value) {
  key(name);
  members_ += quoted(value);
  return *this;
}

JsonLine& JsonLine::number(std::string_view name, double value) {
  key(name);
  members_ += decimal(value);
  return *this;
}

JsonLine& JsonLine::numbers(std::string_view name, std::span<const double> values) {
  key(name);
  std::string list;
  for (const double value : values) {
    list += list.empty() ? "" : ",";
    list += decimal(value);
  }
  members_ += '[' + list + ']';
  return *this;
}

void JsonLine::print() const { std::printf("{%s}\n", members_.c_str()); }

}  // namespace lacuna::bench
