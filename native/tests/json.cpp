#include "json.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace lacuna::test {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Json whole() {
    Json value = any();
    if (next() != '\0') {
      fail("the end");
    }
    return value;
  }

 private:
  Json any() {
    switch (next()) {
      case '{':
        return Json(object());
      case '[':
        return Json(list());
      case '"':
        return Json(text());
      case 'n':
        return nothing();
      default:
        return Json(number());
    }
  }

  Json nothing() {
    for (const char letter : std::string_view("null")) {
      take(letter);
    }
    return Json(std::monostate{});
  }

  Json::Object object() {
    Json::Object members;
    take('{');
    while (next() != '}') {
      std::string name = text();
      take(':');
      members.emplace_back(std::move(name), any());
      separate('}');
    }
    take('}');
    return members;
  }

  Json::List list() {
    Json::List items;
    take('[');
    while (next() != ']') {
      items.push_back(any());
      separate(']');
    }
    take(']');
    return items;
  }

  std::string text() {
    take('"');
    const std::size_t end = text_.find_first_of("\"\\", at_);
    if (end == std::string_view::npos || text_[end] != '"') {
      fail("a text without escapes");
    }
    std::string value(text_.substr(at_, end - at_));
    at_ = end + 1;
    return value;
  }

  double number() {
    const std::size_t end = std::min(text_.find_first_not_of("+-.0123456789eE", at_), text_.size());
    const std::string digits(text_.substr(at_, end - at_));
    char* stop = nullptr;
    const double value = std::strtod(digits.c_str(), &stop);
    if (digits.empty() || *stop != '\0') {
      fail("a number");
    }
    at_ = end;
    return value;
  }

  /// The next character that is no space; '\0' at the end.
  char next() {
    at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  void take(char wanted) {
    if (next() != wanted) {
      fail(std::string("'") + wanted + "'");
    }
    ++at_;
  }

  /// A comma, unless `close` follows.
  void separate(char close) {
    if (next() != close) {
      take(',');
    }
  }

  [[noreturn]] void fail(const std::string& wanted) const {
    throw std::runtime_error("JSON: expected " + wanted + " at character " + std::to_string(at_));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Json Json::parse(std::string_view text) { return Parser(text).whole(); }

Json Json::read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw std::runtime_error("JSON: could not open " + path);
  }
  return parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

const Json* Json::find(std::string_view name) const {
  for (const auto& [key, value] : object()) {
    if (key == name) {
      return &value;
    }
  }
  return nullptr;
}

const Json& Json::at(std::string_view name) const {
  const Json* const value = find(name);
  if (value == nullptr) {
    refuse("a member " + std::string(name));
  }
  return *value;
}

void Json::refuse(const std::string& wanted) {
  throw std::runtime_error("JSON: expected " + wanted);
}

}  // namespace lacuna::test
