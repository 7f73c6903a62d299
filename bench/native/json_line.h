// One JSON object on one line of standard output.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace lacuna::bench {

class JsonLine {
 public:
  JsonLine& text(std::string_view key, std::string_view value);
  JsonLine& number(std::string_view key, double value);
  JsonLine& numbers(std::string_view key, std::span<const double> values);
  void print() const;

 private:
  void key(std::string_view key);

  std::string members_;
};

}  // namespace lacuna::bench
