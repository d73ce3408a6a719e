// SPDX-License-Identifier: Apache-2.0
#include "tools/report/page.h"

#include "tools/report/assets.h"

namespace vta::report {
namespace {

void replace(std::string& text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  VTA_CHECK(at != std::string::npos);
  text.replace(at, what.size(), with);
}

// Inside a script element "<" can end it; inside JSON it stands in strings only.
std::string script_data(const Json& json) {
  std::string text;
  for (const char c : json.dump(-1, ' ', false, Json::error_handler_t::replace)) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

std::string page(const View& view) {
  std::string html(kPageHtml);
  replace(html, "/*style*/", kPageCss);
  std::string script;
  for (const std::string_view part : {kPageCommonJs, kPageChartsJs, kPageTimelineJs, kPageMainJs}) {
    script += part;
  }
  replace(html, "/*script*/", script);
  replace(html, "/*data*/", script_data(page_data(view)));
  return html;
}

}  // namespace vta::report
