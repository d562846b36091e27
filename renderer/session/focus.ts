/** Moving the focus one level deeper: from the steps to the list, from the list to the detail. */

export function focusDetail(): void {
  const tab = document.querySelector<HTMLElement>('#detail [role="tab"][aria-selected="true"]');
  tab?.focus();
}

export function focusList(): void {
  const stops = '.grid [role="row"][tabindex="0"], .services button.box.sel, .services button.box';
  document.querySelector<HTMLElement>(stops)?.focus();
}
