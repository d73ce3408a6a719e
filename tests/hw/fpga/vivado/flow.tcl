# SPDX-License-Identifier: Apache-2.0
#
# Addresses and validation of the block design, the project, and the way to a bitstream.

namespace eval stub {
  variable project ""
  variable files {}
  variable ordered 0      ;# whether the order of compilation is known
  variable block ""       ;# name of the block design
  variable generated 0
  variable done {}        ;# steps, in order
  variable context ""     ;# mode of synthesis
}

# --- addresses ------------------------------------------------------------------------------------

# The slave interface that a master interface reaches, through converters.
proc stub::reached {master} {
  variable links
  variable cells
  if {![dict exists $links $master]} { return "" }
  set slave [dict get $links $master]
  set cell [lindex [split $slave /] 0]
  if {[dict exists $cells $cell] && [dict get $cells $cell] eq "axi_protocol_converter"} {
    return [reached $cell/M_AXI]
  }
  return $slave
}

# Slave segment -> size, of a slave interface.
proc stub::segments_of {slave} {
  variable segments
  variable cells
  lassign [split $slave /] cell name
  if {![dict exists $cells $cell]} { return {} }
  if {[dict exists $segments $name]} { return [dict get $segments $name] }
  return [list reg0 [lindex [dict get [interfaces_of $cell] $name] 3]]
}

# Address space -> master interface
proc stub::spaces {} {
  variable cells
  set result {}
  dict for {cell kind} $cells {
    dict for {name properties} [interfaces_of $cell] {
      lassign $properties mode protocol
      if {$mode ne "master" || ![string match AXI* $protocol]} continue
      if {$kind eq "processing_system7"} { dict set result $cell/Data $cell/$name }
      if {$kind eq "vta_ip"} { dict set result $cell/$name $cell/$name }
    }
  }
  return $result
}

proc stub::do_get_bd_addr_spaces {parsed path} {
  if {![dict exists [spaces] $path]} { error "ERROR: \[BD 5-5\] no address space '$path'" }
  return $path
}

proc stub::do_get_bd_addr_segs {parsed args} {
  variable placed
  if {[dict exists $parsed -of_objects]} {
    set found {}
    dict for {segment properties} $placed {
      if {[lindex $properties 0] eq [dict get $parsed -of_objects]} { lappend found $segment }
    }
    return $found
  }
  set path [lindex $args 0]
  lassign [split $path /] cell interface segment
  if {![dict exists [segments_of $cell/$interface] $segment]} {
    error "ERROR: \[BD 5-6\] no segment '$path'"
  }
  return $path
}

proc stub::do_assign_bd_address {parsed args} {
  variable placed
  foreach segment $args {
    lassign [split $segment /] cell interface name
    set range [dict get [segments_of $cell/$interface] $name]
    set found 0
    dict for {space master} [spaces] {
      if {[reached $master] ne "$cell/$interface"} continue
      dict set placed $space/SEG_${cell}_$name [list $space $segment 0x43c00000 $range]
      set found 1
    }
    if {!$found} { error "ERROR: \[BD 41-6\] nothing reaches $segment" }
  }
}

proc stub::bytes {text} {
  if {[regexp {^(\d+)([KMG])$} $text - number unit]} {
    return [expr {$number << [dict get {K 10 M 20 G 30} $unit]}]
  }
  return [expr {$text}]
}

proc stub::place {segment name value} {
  variable placed
  lassign [dict get $placed $segment] space slave offset range
  lassign [split $slave /] cell interface part
  switch $name {
    offset { set offset $value }
    range { set range $value }
    default { error "ERROR: \[Common 17-54\] a segment has no property $name" }
  }
  if {[bytes $range] > [bytes [dict get [segments_of $cell/$interface] $part]]} {
    error "ERROR: \[BD 41-7\] $slave is smaller than $range"
  }
  if {$name eq "range" && [bytes $offset] % [bytes $range]} {
    error "ERROR: \[BD 41-8\] $offset is no multiple of $range"
  }
  dict set placed $segment [list $space $slave $offset $range]
}

# --- validation -----------------------------------------------------------------------------------

# Bits of the data of a master, or of the memory ports.
proc stub::width {end} {
  lassign [split $end /] cell name
  if {$name eq "S_AXI_HP0"} { return [value $cell PCW_S_AXI_HP0_DATA_WIDTH] }
  return [expr {$name eq "S_AXI_ACP" ? 64 : [value $cell AxiDataW]}]
}

proc stub::do_validate_bd_design {parsed} {
  variable cells
  variable nets
  variable links
  variable placed
  variable validated 1
  dict for {cell kind} $cells {
    dict for {pin direction} [pins_of $cell] {
      if {$direction eq "in" && ![dict exists $nets $cell/$pin]} {
        error "ERROR: \[BD 41-758\] $cell/$pin is not connected"
      }
    }
    dict for {name properties} [interfaces_of $cell] {
      if {![dict exists $links $cell/$name]} { error "ERROR: \[BD 41-9\] $cell/$name is open" }
      set other [dict get $links $cell/$name]
      lassign [split $other /] peer peer_name
      if {$peer_name eq ""} continue
      set clock [dict get $nets $cell/[lindex $properties 2]]
      if {$clock ne [dict get $nets $peer/[lindex [dict get [interfaces_of $peer] $peer_name] 2]]} {
        error "ERROR: \[BD 41-237\] $cell/$name and $other have different clocks"
      }
    }
  }
  dict for {space master} [spaces] {
    set slave [reached $master]
    if {[string match */m_axi $master] && [width $master] != [width $slave]} {
      error "ERROR: \[BD 41-237\] $master has [width $master] bits, $slave has [width $slave]"
    }
    if {![llength [do_get_bd_addr_segs [dict create -of_objects $space]]]} {
      error "ERROR: \[BD 41-10\] the address space $space is empty"
    }
  }
}

# --- project --------------------------------------------------------------------------------------

proc stub::do_version {parsed} {
  variable settings
  return $settings(VERSION)
}

proc stub::do_create_project {parsed args} {
  variable project [expr {[dict exists $parsed -in_memory] ? "memory" : [lindex $args 1]}]
  option $parsed -part
  if {$project ne "memory"} { file mkdir $project }
}

proc stub::do_add_files {parsed list} {
  variable files
  variable project
  variable ordered 0
  if {$project eq ""} { error "ERROR: \[Common 17-53\] no project is open" }
  foreach file $list {
    if {![file isfile $file]} { error "ERROR: \[Common 17-55\] the file '$file' does not exist" }
    lappend files $file
  }
}

proc stub::do_read_verilog {parsed list} { do_add_files $parsed $list }
proc stub::do_read_xdc {parsed path} { do_add_files $parsed [list $path] }
proc stub::do_update_compile_order {parsed} { variable ordered 1 }
proc stub::do_current_fileset {parsed} { return sources_1 }
proc stub::do_current_design {parsed} { return design_1 }
proc stub::do_get_parts {parsed name} {
  return [expr {$name eq "xc7z020clg400-1" ? $name : ""}]
}

proc stub::has_module {name} {
  variable files
  variable ordered
  return [expr {$ordered && [lsearch -glob $files */$name.v] >= 0}]
}

proc stub::do_create_bd_design {parsed name} { variable block $name }

proc stub::do_get_files {parsed name} {
  variable block
  if {$name ne "$block.bd"} { error "ERROR: \[Common 17-161\] no file '$name'" }
  return $name
}

proc stub::set_one {name value object} {
  variable cells
  variable placed
  variable block
  if {[dict exists $cells $object] && [string match CONFIG.* $name]} {
    configure $object [string range $name 7 end] $value
  } elseif {[dict exists $placed $object]} {
    place $object $name $value
  } else {
    set known [dict create sources_1 {include_dirs verilog_define top} \
                   $block.bd synth_checkpoint_mode design_1 BITSTREAM.GENERAL.CRC]
    if {![dict exists $known $object] || [lsearch [dict get $known $object] $name] < 0} {
      error "ERROR: \[Common 17-54\] the object '$object' has no property '$name'"
    }
  }
}

proc stub::do_set_property {parsed args} {
  if {[dict exists $parsed -dict]} {
    lassign $args pairs object
    foreach {name value} $pairs { set_one $name $value $object }
  } else {
    set_one {*}$args
  }
}

proc stub::do_get_property {parsed name object} {
  variable settings
  variable cells
  if {$name eq "SLACK"} { return $settings([string toupper $object]) }
  if {![dict exists $cells $object]} { error "ERROR: \[Common 17-54\] '$object' has no $name" }
  return [value $object [string range $name 7 end]]
}

proc stub::do_generate_target {parsed what block} {
  variable validated
  variable generated $validated
  if {!$validated} { error "ERROR: \[BD 41-11\] the block design is not validated" }
}

proc stub::do_make_wrapper {parsed} {
  variable project
  variable generated
  if {!$generated} { error "ERROR: \[BD 41-12\] the block design has no output products" }
  set wrapper [file join $project [file rootname [option $parsed -files]]_wrapper.v]
  close [open $wrapper w]
  return $wrapper
}

# --- implementation -------------------------------------------------------------------------------

proc stub::step {name before} {
  variable done
  if {$before ne "" && [lsearch $done $before] < 0} {
    error "ERROR: \[Common 17-69\] $name needs $before before it"
  }
  lappend done $name
}

proc stub::do_synth_design {parsed} {
  variable files
  variable context [expr {[dict exists $parsed -mode] ? [dict get $parsed -mode] : "default"}]
  set top [option $parsed -top]
  if {[lsearch -glob $files */$top.v] < 0} {
    error "ERROR: \[Synth 8-439\] module '$top' not found"
  }
  step synth_design ""
}

foreach {name before} {
  opt_design synth_design place_design opt_design phys_opt_design place_design
  route_design place_design
} {
  proc stub::do_$name {parsed} [list step $name $before]
}

proc stub::touch {path} { close [open $path w] }
proc stub::do_write_checkpoint {parsed path} { touch $path }
proc stub::do_report_timing_summary {parsed} { touch [option $parsed -file] }
proc stub::do_report_utilization {parsed} { touch [option $parsed -file] }

proc stub::do_get_timing_paths {parsed} {
  variable settings
  set kind [expr {[dict exists $parsed -hold] ? "HOLD" : "SETUP"}]
  step get_timing_paths [expr {$kind eq "HOLD" ? "route_design" : "synth_design"}]
  return [expr {$settings($kind) eq "" ? "" : [string tolower $kind]}]
}

proc stub::do_write_bitstream {parsed path} {
  variable context
  step write_bitstream route_design
  if {$context eq "out_of_context"} { error "ERROR: \[Common 17-70\] no bitstream out of context" }
  set channel [open $path w]
  puts $channel "what a stand-in calls a bitstream"
  close $channel
}

proc stub::log_results {} {
  variable cells
  variable values
  variable nets
  variable links
  variable placed
  dict for {cell kind} $cells {
    set settings [expr {[dict exists $values $cell] ? [dict get $values $cell] : {}}]
    record "{\"cell\": [json $cell], \"kind\": [json $kind], \"settings\": [json_object $settings]}"
  }
  dict for {sink driver} $nets { record "{\"sink\": [json $sink], \"driver\": [json $driver]}" }
  dict for {end other} $links { record "{\"link\": [json_list [list $end $other]]}" }
  dict for {segment properties} $placed {
    lassign $properties space slave offset range
    record "{\"space\": [json $space], \"slave\": [json $slave], \"offset\": [bytes $offset],\
            \"range\": [bytes $range]}"
  }
}
