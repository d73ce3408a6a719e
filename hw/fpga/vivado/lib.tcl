# SPDX-License-Identifier: Apache-2.0
#
# What the scripts of this folder share: options, the design's files, a geometry, timing.
# Tcl 8.5, the oldest that a Vivado of interest has.

namespace eval vta {
  variable root [file normalize [file join [file dirname [info script]] .. .. ..]]
  variable oldest 2018.3
}

# Ends the script with one sentence, see main.
proc vta::fail {message} {
  return -code error -errorcode VTA $message
}

# Runs `body`; on an error, says it in one line on stderr and leaves with 1. What Vivado itself
# complained about stands above it, in its own words.
proc vta::main {script body} {
  if {[catch {uplevel 1 $body} message]} {
    puts stderr "$script: $message"
    exit 1
  }
}

# --name value ... as a dict. `known` maps each name to its default.
proc vta::options {arguments known} {
  set values $known
  set usage "the options are: --[join [dict keys $known] { VALUE --}] VALUE"
  foreach {option value} $arguments {
    set name [string range $option 2 end]
    if {[string range $option 0 1] ne "--" || ![dict exists $known $name]} {
      fail "unknown option '$option'; $usage"
    }
    dict set values $name $value
  }
  if {[llength $arguments] % 2} { fail "the option '$option' has no value; $usage" }
  return $values
}

# Refuses a value that is none of those listed.
proc vta::one_of {what value choices} {
  if {[lsearch -exact $choices $value] < 0} {
    fail "unknown $what '$value'; known are: [join $choices {, }]"
  }
}

proc vta::check_clock {mhz} {
  if {![string is double -strict $mhz] || $mhz <= 0 || $mhz > 250} {
    fail "--clock-mhz is '$mhz', but FCLK0 has more than 0 and at most 250 MHz"
  }
}

proc vta::check_version {} {
  variable oldest
  set version [version -short]
  if {![regexp {^\d+\.\d+} $version number] || [package vcompare $number $oldest] < 0} {
    fail "this is Vivado $version; the scripts need $oldest or a newer one"
  }
}

# Makes the folder for results. Vivado takes some paths for lists of paths.
proc vta::make_folder {path} {
  variable root
  set folder [file normalize $path]
  foreach place [list $folder $root] {
    if {[regexp {[\s{}\[\]"$;]} $place]} {
      fail "'$place' has a blank or a special character, which Vivado does not stand"
    }
  }
  if {[catch {file mkdir $folder} message]} { fail "cannot make the folder for results: $message" }
  return $folder
}

# Runs a Python script of the tree: its path and arguments. Vivado puts libraries of its own into
# the environment, which would break another program's.
proc vta::python {arguments} {
  variable root
  set python python3
  if {[info exists ::env(PYTHON)]} { set python $::env(PYTHON) }
  set kept {}
  foreach name {LD_LIBRARY_PATH PYTHONHOME PYTHONPATH} {
    if {[info exists ::env($name)]} {
      lappend kept $name $::env($name)
      unset ::env($name)
    }
  }
  set code [catch {exec $python [file join $root [lindex $arguments 0]] \
                       {*}[lrange $arguments 1 end] 2>@1} result]
  foreach {name value} $kept { set ::env($name) $value }
  if {$code} {
    regsub {\nchild process exited abnormally$} $result {} result
    fail "[lindex $arguments 0] failed: [lindex [split [string trim $result] \n] end]"
  }
}

# The modules of rtl/vta.f in their order, from the root. Waivers are for another tool.
proc vta::modules {} {
  variable root
  set list [file join $root rtl vta.f]
  if {![file isfile $list]} { fail "the file list $list is missing" }
  set channel [open $list]
  set text [read $channel]
  close $channel
  regsub -all -line {//.*$} $text {} text
  set modules {}
  foreach word $text {
    if {[string match *.sv $word]} {
      if {![file isfile [file join $root $word]]} { fail "rtl/vta.f names $word, which is missing" }
      lappend modules $word
    }
  }
  if {![llength $modules]} { fail "the file list $list names no module" }
  return $modules
}

# Copies the design into `folder`/rtl with the constants of a geometry: an include is looked for
# beside the including file first, so the constants of the tree must not be there. Returns a dict:
# modules, headers, wrapper, folder (paths), bus_width (bits).
proc vta::prepare {config folder} {
  variable root
  if {![file isfile $config]} { fail "the geometry '$config' is missing; see hw/config" }
  set rtl [file join $folder rtl]
  file delete -force $rtl
  file mkdir $rtl
  set modules {}
  foreach module [modules] {
    file copy [file join $root $module] $rtl
    lappend modules [file join $rtl [file tail $module]]
  }
  set headers {}
  foreach header [lsort [glob -directory [file join $root rtl] *.svh]] {
    file copy $header $rtl
    lappend headers [file join $rtl [file tail $header]]
  }
  file copy [file join $root hw fpga vta_ip.v] $rtl
  set constants [file join $rtl vta_config.svh]
  python [list hw/isa/generate.py --config $config --svh $constants]
  set channel [open $constants]
  set text [read $channel]
  close $channel
  if {![regexp {LogBusWidth = (\d+);} $text - log]} { fail "$constants has no LogBusWidth" }
  return [dict create modules $modules headers $headers folder $rtl \
              wrapper [file join $rtl vta_ip.v] bus_width [expr {1 << $log}]]
}

# Refuses a design whose worst path is too slow. `kinds`: setup; once it is routed, hold, too.
proc vta::check_timing {kinds mhz report} {
  foreach kind $kinds {
    set path [lindex [get_timing_paths -$kind -max_paths 1 -nworst 1] 0]
    set slack ""
    if {$path ne ""} { set slack [get_property SLACK $path] }
    if {![string is double -strict $slack]} {
      fail "no path has a $kind requirement, so the clock is not constrained; see $report"
    }
    if {$slack < 0} {
      fail "timing is not met at $mhz MHz: the worst $kind slack is $slack ns; see $report"
    }
    puts "worst $kind slack: $slack ns at $mhz MHz"
  }
}
