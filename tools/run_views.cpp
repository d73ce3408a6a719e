// SPDX-License-Identifier: Apache-2.0
#include "tools/run_views.h"

#include <string>
#include <utility>

#include "tools/report/page.h"
#include "tools/report/trace_events.h"

namespace vta {

namespace po = boost::program_options;

void add_view_options(po::options_description& options) {
  options.add_options()("timeline", po::value<std::string>()->value_name("FILE.json"),
                        "rtl: write when everything happened, for ui.perfetto.dev, "
                        "chrome://tracing and vta compare")(
      "report", po::value<std::string>()->value_name("FILE.html"),
      "rtl: write a page that shows where the cycles went");
}

const char* view_option(const po::variables_map& values) {
  for (const char* option : {"timeline", "report"}) {
    if (values.count(option) != 0) return option;
  }
  return nullptr;
}

Result<RunViews> RunViews::open(const po::variables_map& values, const TargetOptions& target) {
  RunViews views;
  const char* first = view_option(values);
  if (first == nullptr) return views;
  const std::string option = "--" + std::string(first);
  if (const std::string scheme = target_scheme(target); scheme != "rtl") {
    return Error{option + " needs --target rtl; target " + scheme + " has no cycles to show"};
  }
  if (target.lockstep) {
    return Error{option + " cannot be given with --lockstep; run once with each"};
  }
  const auto text = [&values](const char* name) {
    return values.count(name) != 0 ? values[name].as<std::string>() : std::string();
  };
  if (values.count("timeline") != 0 && text("timeline") == text("report")) {
    return Error{"--timeline and --report name the same file, '" + text("report") + "'"};
  }
  for (const auto& [name, file] :
       {std::pair{"timeline", &views.timeline_}, std::pair{"report", &views.page_}}) {
    if (values.count(name) == 0) continue;
    Result<OutputFile> created = OutputFile::create(text(name));
    if (!created) return created.error();
    file->emplace(std::move(created).value());
  }
  return views;
}

std::shared_ptr<RtlObserver> RunViews::observer(const Config& config) {
  if (timeline_ || page_) recorder_ = std::make_shared<timeline::Recorder>(config);
  return recorder_;
}

Status RunViews::write(const Program& program, const nlohmann::ordered_json& report) {
  if (!recorder_) return ok_status();
  const report::View view{program, recorder_->runs(), report};
  const auto put = [](std::optional<OutputFile>& file, const auto& contents) {
    if (!file) return ok_status();
    if (Status status = file->write(contents()); !status) return status;
    return file->commit();
  };
  if (Status s = put(timeline_, [&] { return report::trace_events(view); }); !s) return s;
  return put(page_, [&] { return report::page(view); });
}

}  // namespace vta
