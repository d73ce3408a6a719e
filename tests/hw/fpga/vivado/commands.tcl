# SPDX-License-Identifier: Apache-2.0
#
# The commands: which options each has, and the record of their calls.

namespace eval stub {
  variable log ""
  variable settings
  array set settings {VERSION 2022.2 SETUP 0.412 HOLD 0.031 FAIL {} MISSING {}}
  foreach name [array names settings] {
    if {[info exists ::env(STUB_$name)]} { set settings($name) $::env(STUB_$name) }
  }

  # name: {options without a value} {options with one} least and most other arguments
  variable commands {
    version                {-short} {} 0 0
    create_project         {-force -in_memory} {-part} 0 2
    add_files              {-norecurse} {-fileset} 1 1
    read_verilog           {-sv} {-library} 1 1
    read_xdc               {-unmanaged} {-mode -ref} 1 1
    current_fileset        {} {} 0 0
    current_design         {} {} 0 0
    get_files              {} {-of_objects} 1 1
    get_parts              {} {} 1 1
    update_compile_order   {} {-fileset} 0 0
    set_property           {-dict} {} 2 3
    get_property           {} {} 2 2
    get_ipdefs             {-all} {-filter} 0 1
    create_bd_design       {} {} 1 1
    create_bd_cell         {} {-type -vlnv -reference} 1 1
    create_bd_intf_port    {} {-mode -vlnv} 1 1
    get_bd_intf_ports      {} {} 1 1
    get_bd_intf_pins       {} {} 1 1
    get_bd_pins            {} {} 1 1
    connect_bd_intf_net    {} {-intf_net} 2 2
    connect_bd_net         {} {-net} 2 99
    assign_bd_address      {} {} 0 1
    get_bd_addr_spaces     {} {} 1 1
    get_bd_addr_segs       {} {-of_objects} 0 1
    validate_bd_design     {} {} 0 0
    save_bd_design         {} {} 0 0
    generate_target        {} {} 2 2
    make_wrapper           {-top} {-files} 0 0
    synth_design           {} {-top -part -mode -include_dirs -verilog_define -generic} 0 0
    opt_design             {} {} 0 0
    place_design           {} {} 0 0
    phys_opt_design        {} {} 0 0
    route_design           {} {} 0 0
    write_checkpoint       {-force} {} 1 1
    report_timing_summary  {} {-file} 0 0
    report_utilization     {-hierarchical} {-file} 0 0
    get_timing_paths       {-setup -hold} {-max_paths -nworst} 0 0
    write_bitstream        {-force} {} 1 1
  }
}

proc stub::json {text} {
  return "\"[string map {\\ \\\\ \" \\\" \n \\n \t \\t} $text]\""
}

proc stub::json_list {items} {
  set parts {}
  foreach item $items { lappend parts [json $item] }
  return "\[[join $parts {, }]\]"
}

proc stub::json_object {pairs} {
  set parts {}
  foreach {name value} $pairs { lappend parts "[json $name]: [json $value]" }
  return "{[join $parts {, }]}"
}

proc stub::open_log {path} {
  variable log [open $path w]
  fconfigure $log -encoding utf-8
}

proc stub::record {line} {
  variable log
  puts $log $line
  flush $log
}

# Parts the arguments of a command as Vivado does; "other" holds those that belong to no option.
proc stub::parse {name arguments} {
  variable commands
  foreach {known flags values least most} $commands {
    if {$known eq $name} break
  }
  set parsed [dict create other {}]
  while {[llength $arguments]} {
    set arguments [lassign $arguments word]
    if {![string match -* $word] || [string is double -strict $word]} {
      dict lappend parsed other $word
    } elseif {[lsearch -exact $flags $word] >= 0} {
      dict set parsed $word 1
    } elseif {[lsearch -exact $values $word] >= 0} {
      if {![llength $arguments]} { error "ERROR: \[Common 17-155\] Missing value for $word" }
      set arguments [lassign $arguments value]
      dict set parsed $word $value
    } else {
      error "ERROR: \[Common 17-170\] Unknown option '$word', please type '$name -help'"
    }
  }
  set count [llength [dict get $parsed other]]
  if {$count < $least || $count > $most} {
    error "ERROR: \[Common 17-165\] $name takes $least to $most arguments, not $count"
  }
  return $parsed
}

proc stub::call {name arguments} {
  variable settings
  record "{\"call\": [json $name], \"arguments\": [json_list $arguments]}"
  set parsed [parse $name $arguments]
  if {$settings(FAIL) eq $name} { error "ERROR: \[Stub 1-1\] $name did not like it" }
  if {[llength [info commands ::stub::do_$name]]} {
    return [do_$name $parsed {*}[dict get $parsed other]]
  }
  return ""
}

foreach {name flags values least most} $stub::commands {
  proc ::$name args "return \[stub::call $name \$args\]"
}

proc stub::option {parsed name} {
  if {![dict exists $parsed $name]} { error "ERROR: \[Common 17-163\] Missing option $name" }
  return [dict get $parsed $name]
}
