/// Each machine as a table to read: a line a state, a cell an action, where it leads or `·` where it is refused. A change of a rule
/// shows here.
enum StateTables {
  static let assignment = """
    offered accept:accepted decline:declined expire:expired withdraw:withdrawn release:released check-in:· check-out:· enter-hours:· mark-absent:· excuse:· offer-again:· follow:offered ask-again:offered claim-again:· undo:·
    accepted accept:· decline:declined expire:· withdraw:· release:released check-in:checked_in check-out:· enter-hours:served mark-absent:absent excuse:excused offer-again:· follow:accepted ask-again:offered claim-again:· undo:offered
    declined accept:· decline:· expire:· withdraw:· release:· check-in:· check-out:· enter-hours:served mark-absent:· excuse:· offer-again:· follow:· ask-again:· claim-again:· undo:offered
    expired accept:· decline:· expire:· withdraw:· release:· check-in:· check-out:· enter-hours:served mark-absent:· excuse:· offer-again:· follow:· ask-again:· claim-again:· undo:·
    withdrawn accept:· decline:· expire:· withdraw:· release:· check-in:· check-out:· enter-hours:served mark-absent:· excuse:· offer-again:offered follow:· ask-again:· claim-again:accepted undo:·
    released accept:· decline:· expire:· withdraw:· release:· check-in:· check-out:· enter-hours:served mark-absent:· excuse:· offer-again:offered follow:· ask-again:· claim-again:accepted undo:·
    checked_in accept:· decline:· expire:· withdraw:· release:· check-in:· check-out:served enter-hours:served mark-absent:· excuse:· offer-again:· follow:· ask-again:· claim-again:· undo:·
    served accept:· decline:· expire:· withdraw:· release:· check-in:· check-out:· enter-hours:served mark-absent:· excuse:· offer-again:· follow:· ask-again:· claim-again:· undo:·
    absent accept:· decline:· expire:· withdraw:· release:· check-in:· check-out:· enter-hours:served mark-absent:· excuse:excused offer-again:· follow:· ask-again:· claim-again:· undo:·
    excused accept:· decline:· expire:· withdraw:· release:· check-in:· check-out:· enter-hours:served mark-absent:· excuse:· offer-again:· follow:· ask-again:· claim-again:· undo:·
    """

  static let event = """
    draft change:draft move:draft publish:published cancel:cancelled close:· reopen:· settle:·
    published change:published move:published publish:· cancel:cancelled close:closed reopen:· settle:settled
    cancelled change:· move:· publish:· cancel:· close:· reopen:· settle:·
    closed change:· move:· publish:· cancel:· close:· reopen:published settle:settled
    settled change:· move:· publish:· cancel:· close:· reopen:· settle:settled
    """

  static let need = """
    reported accept:accepted reject:rejected merge:merged cancel:cancelled hand-over:handed_over schedule:· unschedule:· serve:· rate:·
    accepted accept:· reject:· merge:· cancel:cancelled hand-over:handed_over schedule:scheduled unschedule:· serve:served rate:·
    scheduled accept:· reject:· merge:· cancel:cancelled hand-over:handed_over schedule:· unschedule:accepted serve:served rate:·
    served accept:· reject:· merge:· cancel:· hand-over:· schedule:· unschedule:· serve:served rate:rated
    rated accept:· reject:· merge:· cancel:· hand-over:· schedule:· unschedule:· serve:rated rate:·
    rejected accept:· reject:· merge:· cancel:· hand-over:· schedule:· unschedule:· serve:· rate:·
    merged accept:· reject:· merge:· cancel:· hand-over:· schedule:· unschedule:· serve:· rate:·
    cancelled accept:· reject:· merge:· cancel:· hand-over:· schedule:· unschedule:· serve:· rate:·
    handed_over accept:· reject:· merge:· cancel:· hand-over:· schedule:· unschedule:· serve:· rate:·
    """

  static let registration = """
    drafted submit:submitted enter:active approve:· receive:· transfer:· exempt:· resume:· leave:left
    submitted submit:· enter:· approve:approved receive:· transfer:· exempt:exempt resume:· leave:left
    approved submit:· enter:· approve:· receive:active transfer:· exempt:exempt resume:· leave:left
    active submit:· enter:· approve:· receive:· transfer:transferred exempt:exempt resume:· leave:left
    transferred submit:· enter:· approve:· receive:· transfer:· exempt:· resume:· leave:·
    exempt submit:· enter:· approve:· receive:· transfer:· exempt:· resume:active leave:left
    left submit:· enter:· approve:· receive:· transfer:· exempt:· resume:· leave:·
    """

  static let team = """
    asked ask:· invite:· admit:active accept:· refuse:refused decline:· take-back:left leave:· dismiss:·
    invited ask:· invite:· admit:· accept:active refuse:· decline:refused take-back:left leave:· dismiss:·
    active ask:· invite:· admit:· accept:· refuse:· decline:· take-back:· leave:left dismiss:left
    refused ask:asked invite:invited admit:· accept:· refuse:· decline:· take-back:· leave:· dismiss:·
    left ask:asked invite:invited admit:· accept:· refuse:· decline:· take-back:· leave:· dismiss:·
    """

  static let post = """
    claimed agree:held refuse:refused take-back:ended end:· lapse:· prolong:· renew:·
    held agree:· refuse:· take-back:· end:ended lapse:lapsed prolong:held renew:·
    refused agree:· refuse:· take-back:· end:· lapse:· prolong:· renew:·
    ended agree:· refuse:· take-back:· end:· lapse:· prolong:· renew:·
    lapsed agree:· refuse:· take-back:· end:· lapse:· prolong:· renew:claimed
    """

  static let shift = """
    draft open:open close:closed cancel:cancelled assign:· enter-hours:·
    open open:· close:closed cancel:cancelled assign:open enter-hours:open
    closed open:open close:· cancel:cancelled assign:· enter-hours:closed
    cancelled open:· close:· cancel:· assign:· enter-hours:·
    """
}
